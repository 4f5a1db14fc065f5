const CHANNEL = 'vireo-session';
/** Tabs answer at once; without one, nobody waits long. */
const ANSWER_MS = 800;

interface Ask {
  readonly kind: 'ask';
  readonly by: string;
}

interface Answer {
  readonly kind: 'answer';
  readonly to: string;
  readonly token: string;
}

const isAsk = (value: unknown): value is Ask => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'ask' && 'by' in value && typeof value.by === 'string';
const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'answer' && 'to' in value && 'token' in value && typeof value.token === 'string';

/**
 * Gives this tab's session to another tab of the same origin that asks: one that a person opened by the address alone. Only pages
 * of this very application's address hear it, and only a tab that is connected answers. The function that is returned ends that.
 */
export function offerSession(token: string): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isAsk(data)) channel.postMessage({ kind: 'answer', to: data.by, token } satisfies Answer);
  };
  return () => {
    channel.close();
  };
}

/** Asks the other tabs for their session; undefined when none answers. */
export function askForSession(waitMs = ANSWER_MS): Promise<string | undefined> {
  const by = crypto.randomUUID();
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise((resolve) => {
    const end = (token: string | undefined): void => {
      clearTimeout(timer);
      channel.close();
      resolve(token);
    };
    const timer = setTimeout(() => { end(undefined); }, waitMs);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isAnswer(data) && data.to === by) end(data.token);
    };
    channel.postMessage({ kind: 'ask', by } satisfies Ask);
  });
}
