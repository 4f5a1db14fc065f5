import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactElement, ReactNode, Ref } from 'react';
import { Icon } from './icon.tsx';
import { Tip } from './tip.tsx';

/** How a button looks. Only what moves forward is `primary`. */
export type ButtonVariant = 'plain' | 'primary' | 'ghost' | 'danger';

/** A button. */
export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'title'> {
  readonly icon?: LucideIcon;
  readonly iconSize?: 12 | 14 | 16;
  /** The icon points along the line of text and turns round with it. */
  readonly flipIcon?: boolean;
  readonly variant?: ButtonVariant;
  readonly small?: boolean;
  /** Name of a button without a text; also its tool tip. */
  readonly label?: string;
  /** Tool tip, when the name alone does not say it. */
  readonly tip?: string | undefined;
  /** The keys that do the same. */
  readonly shortcut?: string | undefined;
  /** Why it cannot be used now; makes it disabled, and stays readable in its tool tip. */
  readonly disabledReason?: string | undefined;
  /** How many it would act on. */
  readonly count?: number | undefined;
  readonly pressed?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

function classesOf({ variant = 'plain', small, label, disabledReason, pressed, className }: Pick<ButtonProps, 'variant' | 'small' | 'label' | 'disabledReason' | 'pressed' | 'className'>): string {
  return [
    'btn',
    variant === 'plain' ? '' : `btn--${variant}`,
    small === true ? 'btn--small' : '',
    label === undefined ? '' : 'btn--icon',
    disabledReason === undefined ? '' : 'is-off',
    pressed === true ? 'is-on' : '',
    className ?? '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** A button with icon, text, count, tool tip; a disabled one keeps the focus and says why. */
export function Button(props: ButtonProps): ReactNode {
  const { icon, iconSize = 16, flipIcon = false, variant = 'plain', small = false, label, tip, shortcut, disabledReason, count, pressed, children, onClick, className, ref, ...rest } = props;
  const off = disabledReason !== undefined;
  const look = { variant, small, disabledReason, className };
  const classes = classesOf({ ...look, ...(label === undefined ? {} : { label }), ...(pressed === undefined ? {} : { pressed }) });
  const element: ReactElement = (
    <button
      type="button"
      ref={ref}
      {...rest}
      className={classes}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(off ? { 'aria-disabled': true, 'aria-description': disabledReason } : {})}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={(event) => {
        if (off) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon === undefined ? null : <Icon of={icon} size={iconSize} flip={flipIcon} />}
      {children === undefined || children === null ? null : <span>{children}</span>}
      {count === undefined ? null : <span className="btn__n">{count}</span>}
    </button>
  );
  const text = disabledReason ?? tip ?? label;
  return text === undefined ? element : <Tip text={text} shortcut={off ? undefined : shortcut}>{element}</Tip>;
}
