import { objectArguments } from './arguments.ts';
import type { CommandContext, TlsSettings } from './command-context.ts';
import type { Props } from './props.ts';

/** Credentials for one end of a TLS connection, as an object. */
export function tlsCredentialsProps(settings: TlsSettings, id: string, listens: boolean, secretAlias?: string): Props {
  return { 'qom-type': 'tls-creds-x509', id, dir: settings.directory, endpoint: listens ? 'server' : 'client', 'verify-peer': listens ? settings.verifyPeer : true, passwordid: secretAlias };
}

/** A secret that opens the key of TLS credentials, as an object. */
export function tlsSecretProps(uuid: string, alias: string, context: CommandContext): Props {
  const { data, iv } = context.sealSecret({ uuid, usage: undefined, usageType: 'tls' });
  return { 'qom-type': 'secret', id: alias, data, keyid: 'masterKey0', iv, format: 'base64' };
}

/** The objects for TLS: the secret, if the key needs one, then the credentials. */
export function tlsArguments(settings: TlsSettings, names: { readonly object: string; readonly secretOf: string }, listens: boolean, context: CommandContext): string[] {
  const { secretUuid } = settings;
  const secretAlias = secretUuid === undefined ? undefined : `${names.secretOf}-secret0`;
  return [
    ...(secretUuid === undefined || secretAlias === undefined ? [] : objectArguments(tlsSecretProps(secretUuid, secretAlias, context), context)),
    ...objectArguments(tlsCredentialsProps(settings, names.object, listens, secretAlias), context),
  ];
}
