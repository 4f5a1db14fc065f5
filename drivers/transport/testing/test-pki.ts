import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether certificates can be made here. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A certificate authority in a folder, made by openssl. */
export class TestPki {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, 'db'), { recursive: true });
    writeFileSync(join(folder, 'db/index.txt'), '');
    writeFileSync(join(folder, 'db/number'), '01\n');
    writeFileSync(
      join(folder, 'ca.cnf'),
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${folder}/db/index.txt\ncrlnumber=${folder}/db/number\nserial=${folder}/db/serial\ndefault_md=sha256\ndefault_crl_days=30\nnew_certs_dir=${folder}/db\npolicy=p\nunique_subject=no\ncopy_extensions=copy\nprivate_key=${this.file('cakey')}\ncertificate=${this.file('cacert')}\n[p]\ncommonName=supplied\n`,
    );
    this.#openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', this.file('cakey'), '-out', this.file('cacert'), '-days', '30', '-subj', '/CN=Test CA');
  }

  file(name: string): string {
    return join(this.folder, `${name}.pem`);
  }

  /** Makes `NAMEcert.pem` and `NAMEkey.pem`. `altNames` as openssl writes them: `DNS:h,IP:127.0.0.1`. */
  issue(name: string, altNames: string, dates: readonly string[] = ['-days', '30']): void {
    const [key, request, cert] = [this.file(`${name}key`), this.file(`${name}req`), this.file(`${name}cert`)];
    const extension = altNames === '' ? [] : ['-addext', `subjectAltName=${altNames}`];
    this.#openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', request, '-subj', `/CN=${name}`, ...extension);
    this.#openssl('ca', '-batch', '-config', join(this.folder, 'ca.cnf'), '-rand_serial', '-notext', '-in', request, '-out', cert, ...dates);
  }

  /** Revokes a certificate and writes `cacrl.pem`. */
  revoke(name: string): void {
    this.#openssl('ca', '-config', join(this.folder, 'ca.cnf'), '-revoke', this.file(`${name}cert`));
    this.#openssl('ca', '-config', join(this.folder, 'ca.cnf'), '-gencrl', '-out', this.file('cacrl'));
  }

  /** A folder as `pkipath=` wants it. */
  clientFolder(name: string, client: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    copyFileSync(this.file('cacert'), join(folder, 'cacert.pem'));
    copyFileSync(this.file(`${client}cert`), join(folder, 'clientcert.pem'));
    copyFileSync(this.file(`${client}key`), join(folder, 'clientkey.pem'));
    return folder;
  }

  #openssl(...args: readonly string[]): void {
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
  }
}
