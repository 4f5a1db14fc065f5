import { spawn } from 'node:child_process';
import { connect, createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, ParsedKey, ServerChannel } from 'ssh2';
import { seededRandom, splitBytes, type Splitting } from './splitting.ts';

/** How the fake host behaves; every member may be changed between connections. */
export interface FakeSshBehaviour {
  /** Signing in needs each of these, in this order: OpenSSH's AuthenticationMethods. */
  factors: readonly ('publickey' | 'password' | 'keyboard-interactive')[];
  password: string;
  /** The answer to each question of keyboard-interactive. */
  codes: readonly { readonly prompt: string; readonly answer: string; readonly echo: boolean }[];
  publicKeys: readonly ParsedKey[];
  /** AllowStreamLocalForwarding. */
  streamLocal: boolean;
  /** AllowTcpForwarding. */
  tcpForwarding: boolean;
  /** Whether commands run at all (ForceCommand and the like). */
  exec: boolean;
  env: NodeJS.ProcessEnv;
  /** Answers commands instead of a shell. */
  answer?: (command: string) => { readonly code: number; readonly stdout: string };
  /** Serves files. */
  sftp?: (sftp: ssh2.SFTPWrapper) => void;
  splitting: Splitting;
}

/** What the fake host saw. */
export interface FakeSshLog {
  connections: number;
  commands: string[];
  attempts: string[];
  forwards: string[];
  /** Commands that run now. */
  running: number;
}

/** A key pair in memory. */
export interface FakeKey {
  readonly privatePem: string;
  readonly publicKey: ParsedKey;
}

/** Makes a key, encrypted if a passphrase is given. */
export function makeKey(type: 'ed25519' | 'rsa' | 'ecdsa' = 'ed25519', passphrase?: string): FakeKey {
  const lock = passphrase === undefined ? undefined : { passphrase, cipher: 'aes256-ctr', rounds: 4 };
  for (;;) {
    const pair = generate(type, lock);
    const publicKey = ssh2.utils.parseKey(pair.public);
    // ssh2's generator writes a key now and then that its own parser refuses.
    if (!(publicKey instanceof Error)) return { privatePem: pair.private, publicKey };
  }
}

function generate(type: 'ed25519' | 'rsa' | 'ecdsa', lock: { passphrase: string; cipher: string; rounds: number } | undefined): { private: string; public: string } {
  switch (type) {
    case 'ed25519':
      return ssh2.utils.generateKeyPairSync('ed25519', lock);
    case 'rsa':
      return ssh2.utils.generateKeyPairSync('rsa', { bits: 2048, ...lock });
    case 'ecdsa':
      return ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, ...lock });
  }
}

/** An SSH host in this process, with real shell and real sockets behind it, and faults on demand. */
export class FakeSshServer {
  readonly behaviour: FakeSshBehaviour = {
    factors: ['password'], password: 'secret', codes: [], publicKeys: [], streamLocal: true, tcpForwarding: true, exec: true, env: process.env, splitting: 'whole',
  };
  readonly log: FakeSshLog = { connections: 0, commands: [], attempts: [], forwards: [], running: 0 };
  readonly hostKeys: FakeKey[];
  readonly #connections = new Set<Connection>();
  readonly #sockets = new Set<Socket>();
  #front: TcpServer | undefined;
  #ssh: ssh2.Server | undefined;

  constructor(hostKeys: FakeKey[] = [makeKey()]) {
    this.hostKeys = hostKeys;
  }

  /** Listens on loopback; gives the port. */
  async listen(): Promise<number> {
    const ssh = new ssh2.Server({ hostKeys: this.hostKeys.map(({ privatePem }) => privatePem), keepaliveInterval: 0 }, (connection) => { this.#serve(connection); });
    this.#ssh = ssh;
    await new Promise<void>((resolve) => ssh.listen(0, '127.0.0.1', () => { resolve(); }));
    const back = (ssh.address() as AddressInfo).port;
    const front = createServer((socket) => { this.#relay(socket, back); });
    this.#front = front;
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    return (front.address() as AddressInfo).port;
  }

  /** The host is silent from now on, but the connection stands. */
  stall(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  /** All connections break. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    for (const connection of this.#connections) connection.end();
    const servers = [this.#front, this.#ssh].filter((server) => server !== undefined);
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => { server.close(() => { resolve(); }); })));
  }

  /** Cuts what the host sends into the wanted pieces. */
  #relay(socket: Socket, port: number): void {
    const inner = connect(port, '127.0.0.1');
    const random = seededRandom(7);
    this.log.connections += 1;
    for (const end of [socket, inner]) {
      this.#sockets.add(end);
      end.setNoDelay(true);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.#sockets.delete(end);
        (end === socket ? inner : socket).destroy();
      });
    }
    socket.pipe(inner);
    inner.on('data', (bytes) => {
      for (const piece of splitBytes(bytes, this.behaviour.splitting, random)) socket.write(piece);
      if (socket.writableNeedDrain) {
        inner.pause();
        socket.once('drain', () => inner.resume());
      }
    });
  }

  #serve(connection: Connection): void {
    this.#connections.add(connection);
    const passed: string[] = [];
    connection.on('authentication', (context) => { this.#authenticate(context, passed); });
    connection.on('error', () => undefined);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('ready', () => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec, rejectExec, { command }) => {
          this.log.commands.push(command);
          const { answer } = this.behaviour;
          if (this.behaviour.exec && answer !== undefined) answerWith(acceptExec(), answer(command));
          else if (this.behaviour.exec) this.#exec(acceptExec(), command);
          else rejectExec();
        });
        session.on('sftp', (acceptSftp, rejectSftp) => {
          const { sftp } = this.behaviour;
          if (sftp === undefined) rejectSftp();
          else sftp(acceptSftp());
        });
      });
      connection.on('openssh.streamlocal' as never, (accept: () => ServerChannel, reject: () => void, { socketPath }: { socketPath: string }) => {
        this.log.forwards.push(socketPath);
        if (this.behaviour.streamLocal) this.#forward(connect({ path: socketPath }), accept, reject);
        else reject();
      });
      connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
        this.log.forwards.push(`${destIP}:${destPort}`);
        if (this.behaviour.tcpForwarding) this.#forward(connect(destPort, destIP), accept, reject);
        else reject();
      });
    });
  }

  #authenticate(context: AuthContext, passed: string[]): void {
    const { factors } = this.behaviour;
    const wanted = factors[passed.length];
    const left = wanted === undefined ? [] : [wanted];
    if (context.method !== 'none') this.log.attempts.push(context.method);
    const pass = (): void => {
      passed.push(context.method);
      const next = factors[passed.length];
      if (next === undefined) context.accept();
      else context.reject([next], true);
    };
    const refuse = (): void => { context.reject(left); };
    if (wanted === undefined && context.method === 'none') {
      context.accept();
      return;
    }
    if (context.method !== wanted) {
      refuse();
      return;
    }
    switch (context.method) {
      case 'password':
        (context.password === this.behaviour.password ? pass : refuse)();
        return;
      case 'publickey': {
        const { key, blob, signature, hashAlgo } = context;
        const known = this.behaviour.publicKeys.find((candidate) => candidate.getPublicSSH().equals(key.data));
        if (known === undefined) refuse();
        else if (signature === undefined || blob === undefined) context.accept();
        else (known.verify(blob, signature, hashAlgo) ? pass : refuse)();
        return;
      }
      case 'keyboard-interactive':
        context.prompt(this.behaviour.codes.map(({ prompt, echo }) => ({ prompt, echo })), 'Hello', 'from the host', (answers) => {
          (this.behaviour.codes.every(({ answer }, index) => answers[index] === answer) ? pass : refuse)();
        });
        return;
      default:
        refuse();
    }
  }

  #exec(channel: ServerChannel, command: string): void {
    this.log.running += 1;
    const child = spawn('/bin/sh', ['-c', command], { env: this.behaviour.env });
    channel.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (bytes: Buffer) => {
      if (!channel.write(bytes)) {
        child.stdout.pause();
        channel.once('drain', () => child.stdout.resume());
      }
    });
    // As sshd: the end of the output goes out at once. A program that ends as well sends its exit code first,
    // which ssh2 could not send any more after that.
    child.stdout.on('end', () => {
      const timer = setTimeout(() => { channel.eof(); }, 2000);
      child.once('exit', () => { clearTimeout(timer); });
    });
    child.stderr.on('data', (bytes: Buffer) => channel.stderr.write(bytes));
    child.on('close', (code) => {
      this.log.running -= 1;
      channel.exit(code ?? 255);
      channel.end();
    });
    channel.on('close', () => child.kill());
  }

  #forward(socket: Socket, accept: () => ServerChannel, reject: () => void): void {
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      const channel = accept();
      channel.on('error', () => undefined);
      socket.pipe(channel).pipe(socket);
      channel.on('close', () => socket.destroy());
    });
  }
}

function answerWith(channel: ServerChannel, { code, stdout }: { readonly code: number; readonly stdout: string }): void {
  channel.write(stdout);
  channel.exit(code);
  channel.end();
}
