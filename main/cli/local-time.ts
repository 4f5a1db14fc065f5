const two = (value: number): string => String(value).padStart(2, '0');

/** `2024-01-31 23:59:59` in the time zone of this computer. */
export function localTime(seconds: number): string {
  const then = new Date(seconds * 1000);
  const day = [then.getFullYear(), two(then.getMonth() + 1), two(then.getDate())].join('-');
  return `${day} ${[then.getHours(), then.getMinutes(), then.getSeconds()].map(two).join(':')}`;
}

/** The same with the zone behind it: `+0100`. */
export function zonedTime(seconds: number, space = ''): string {
  const east = -new Date(seconds * 1000).getTimezoneOffset();
  const minutes = Math.abs(east);
  return `${localTime(seconds)}${space}${east < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
