import type { ByteChannel } from '../../transport/byte-channel.ts';
import { SecuredChannel } from '../../transport/sasl/secured-channel.ts';
import type { SignInLine } from './sign-in.ts';

/** A way that others can listen in to gets a place for the protection that is agreed upon when signing in. */
export function securable(channel: ByteChannel, isSecure: boolean): { readonly channel: ByteChannel; readonly secure: SignInLine['secure'] } {
  if (isSecure) return { channel, secure: undefined };
  const secured = new SecuredChannel(channel);
  return {
    channel: secured,
    secure: (layer) => {
      secured.secure(layer);
    },
  };
}
