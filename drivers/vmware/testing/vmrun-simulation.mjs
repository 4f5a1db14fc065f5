// A SIMULATION of VMware's vmrun, written from its documentation ("Using vmrun to Control Virtual Machines", VMware, EN-000165; the
// chapter "Using the vmrun Command" of the Workstation Pro and Fusion manuals; vmrun's own usage text). It runs nothing: it keeps
// a list of machines that "run" and changes the files that the real program changes. Called as vmware, vmplayer or vmware-vmx, it
// prints a version.
//
// VMRUN_SIM names the folder of its state; fail.json there makes commands fail: { "start": "Error: …" }.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const VERSIONS = {
  vmware: 'VMware Workstation 17.5.2 build-23775571',
  vmplayer: 'VMware Player 17.5.2 build-23775571',
  'vmware-vmx': '\nVMware Fusion Information:\nVMware Fusion 13.5.2 build-23775688 Release',
};
/** What a failed command ends with. */
class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** Runs one command line of the program named first; gives its exit code and what it prints. */
export function simulate([program, ...args], env) {
  let out = '';
  const print = (text) => { out += text; };
  const name = path.basename(program).replace(/\.(mjs|exe)$/, '');
  try {
    if (Object.hasOwn(VERSIONS, name)) print(`${VERSIONS[name]}\n`);
    else runCommand(args, env, print);
    return { code: 0, stdout: out };
  } catch (error) {
    if (error instanceof Exit) return { code: error.code, stdout: out };
    throw error;
  }
}

function runCommand(args, env, print) {
const folder = env.VMRUN_SIM ?? path.join(env.HOME ?? os.homedir(), '.vmrun-sim');
const stateFile = path.join(folder, 'state.json');
fs.mkdirSync(folder, { recursive: true });

const fail = (text) => {
  print(`Error: ${text}\n`);
  throw new Exit(255);
};
const readState = () => {
  try {
    return JSON.parse(fs.readFileSync(stateFile, 'utf8'));
  } catch {
    return { running: {} };
  }
};
const writeState = (state) => {
  const beside = `${stateFile}.${process.pid}`;
  fs.writeFileSync(beside, JSON.stringify(state));
  fs.renameSync(beside, stateFile);
};

// Arguments: flags, the command, what belongs to it.
const login = {};
while (args[0]?.startsWith('-')) {
  const flag = args.shift();
  if (!['-T', '-h', '-P', '-u', '-p', '-gu', '-gp', '-vp'].includes(flag)) fail(`Unrecognized flag: ${flag}`);
  login[flag] = args.shift();
}
if (!['ws', 'player', 'fusion'].includes(login['-T'])) fail('Invalid host type');
const [command = '', vmx = '', ...rest] = args;
const state = readState();
try {
  const faults = JSON.parse(fs.readFileSync(path.join(folder, 'fail.json'), 'utf8'));
  if (typeof faults[command] === 'string') fail(faults[command]);
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
}

const text = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
const field = (content, name) => new RegExp(`^\\s*${name.replace(/[.:]/g, '\\$&')}\\s*=\\s*"([^"]*)"`, 'im').exec(content)?.[1];
const setField = (content, name, value) => {
  const line = `${name} = "${value}"`;
  const pattern = new RegExp(`^\\s*${name.replace(/[.:]/g, '\\$&')}\\s*=.*$`, 'im');
  return pattern.test(content) ? content.replace(pattern, () => line) : `${content}${content === '' || content.endsWith('\n') ? '' : '\n'}${line}\n`;
};
const needVmx = () => {
  if (!fs.existsSync(vmx)) fail(`Cannot open VM: ${vmx}, The virtual machine cannot be found`);
};
const needRunning = () => {
  needVmx();
  if (state.running[vmx] === undefined) fail(`The virtual machine is not powered on: ${vmx}`);
};
const halt = () => {
  const { pid } = state.running[vmx];
  try {
    process.kill(pid);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
  delete state.running[vmx];
  writeState(state);
};
const vmsd = vmx.replace(/\.vmx$/i, '.vmsd');
const snapshots = () => {
  const content = text(vmsd);
  const indexes = [...content.matchAll(/^snapshot(\d+)\.uid/gim)].map((match) => Number(match[1]));
  return indexes.map((index) => ({
    index, uid: field(content, `snapshot${index}.uid`), name: field(content, `snapshot${index}.displayName`), parent: field(content, `snapshot${index}.parent`),
  }));
};
const pathNameOf = (all, one) => {
  const parent = all.find(({ uid }) => uid === one.parent);
  return parent === undefined ? one.name : `${pathNameOf(all, parent)}/${one.name}`;
};
const findSnapshot = (name = '') => {
  const all = snapshots();
  const found = all.filter((one) => one.name === name || pathNameOf(all, one) === name);
  if (found.length === 0) fail('The snapshot does not exist');
  if (found.length > 1) fail('There is more than one snapshot with the specified name');
  return found[0];
};

const COMMANDS = {
  list() {
    const names = Object.keys(state.running);
    print(`Total running VMs: ${names.length}\n${names.map((name) => `${name}\n`).join('')}`);
  },
  start() {
    needVmx();
    if (rest[0] !== undefined && rest[0] !== 'gui' && rest[0] !== 'nogui') fail(`Unrecognized command: ${rest[0]}`);
    if (state.running[vmx] !== undefined) fail(`The virtual machine is already running: ${vmx}`);
    // The process of the machine: something that is there, with a pid.
    const child = spawn('sleep', ['900'], { detached: true, stdio: 'ignore' });
    child.unref();
    state.running[vmx] = { pid: child.pid, gui: rest[0] !== 'nogui' };
    fs.writeFileSync(path.join(path.dirname(vmx), 'vmware.log'), `2024-05-01T10:00:00.000Z In(05) vmx Log for VMware Workstation pid=${child.pid} version=17.5.2 build=build-23775571 option=Release\n`);
    fs.writeFileSync(vmx, setField(text(vmx), 'checkpoint.vmState', ''));
    writeState(state);
  },
  stop() {
    needRunning();
    if (rest[0] === 'soft' && fs.existsSync(path.join(path.dirname(vmx), 'no-tools'))) fail('The VMware Tools are not running in the virtual machine');
    halt();
  },
  reset: needRunning,
  suspend() {
    needRunning();
    const name = path.basename(vmx).replace(/\.vmx$/i, '.vmss');
    fs.writeFileSync(path.join(path.dirname(vmx), name), 'suspended');
    fs.writeFileSync(vmx, setField(text(vmx), 'checkpoint.vmState', name));
    halt();
  },
  pause() {
    needRunning();
    if (state.running[vmx].paused === true) fail('The virtual machine is already paused');
    state.running[vmx].paused = true;
    writeState(state);
  },
  unpause() {
    needRunning();
    if (state.running[vmx].paused !== true) fail('The virtual machine is not paused');
    delete state.running[vmx].paused;
    writeState(state);
  },
  snapshot() {
    needVmx();
    let content = text(vmsd);
    const uid = String(Number(field(content, 'snapshot.lastUID') ?? 0) + 1);
    const used = snapshots().map(({ index }) => index);
    const index = Math.max(-1, ...used) + 1;
    const fileName = `${path.basename(vmx).replace(/\.vmx$/i, '')}-Snapshot${uid}.vmsn`;
    const microseconds = BigInt(Date.now()) * 1000n;
    const parent = field(content, 'snapshot.current');
    const fields = {
      '.encoding': 'UTF-8', 'snapshot.lastUID': uid, 'snapshot.current': uid, [`snapshot${index}.uid`]: uid, [`snapshot${index}.filename`]: fileName,
      ...(parent === undefined || parent === '0' ? {} : { [`snapshot${index}.parent`]: parent }),
      [`snapshot${index}.displayName`]: rest[0], [`snapshot${index}.createTimeHigh`]: String(microseconds >> 32n),
      [`snapshot${index}.createTimeLow`]: String(BigInt.asIntN(32, microseconds)), 'snapshot.numSnapshots': String(used.length + 1),
    };
    for (const [name, value] of Object.entries(fields)) content = setField(content, name, value);
    fs.writeFileSync(path.join(path.dirname(vmx), fileName), '');
    if (state.running[vmx] !== undefined) fs.writeFileSync(path.join(path.dirname(vmx), fileName.replace('.vmsn', '.vmem')), '');
    fs.writeFileSync(vmsd, content);
  },
  deleteSnapshot() {
    needVmx();
    const one = findSnapshot(rest[0]);
    const all = snapshots();
    const below = (uid) => all.filter(({ parent }) => parent === uid).flatMap((child) => [child, ...below(child.uid)]);
    const gone = new Set([one, ...(rest[1] === 'andDeleteChildren' ? below(one.uid) : [])].map(({ index }) => index));
    let content = text(vmsd);
    for (const child of all) if (child.parent === one.uid && !gone.has(child.index)) content = setField(content, `snapshot${child.index}.parent`, one.parent ?? '0');
    if ([...gone].some((index) => all.find((each) => each.index === index)?.uid === field(content, 'snapshot.current'))) content = setField(content, 'snapshot.current', one.parent ?? '0');
    content = content.split('\n').filter((line) => ![...gone].some((index) => line.startsWith(`snapshot${index}.`))).join('\n');
    fs.writeFileSync(vmsd, setField(content, 'snapshot.numSnapshots', String(all.length - gone.size)));
  },
  revertToSnapshot() {
    needVmx();
    const one = findSnapshot(rest[0]);
    if (state.running[vmx] !== undefined) halt();
    fs.writeFileSync(vmsd, setField(text(vmsd), 'snapshot.current', one.uid));
  },
  listSnapshots() {
    const all = snapshots();
    print(`Total snapshots: ${all.length}\n${all.map((one) => `${rest[0] === 'showTree' ? pathNameOf(all, one) : one.name}\n`).join('')}`);
  },
  clone() {
    needVmx();
    const [target, kind, ...options] = rest;
    if (kind !== 'full' && kind !== 'linked') fail('Unrecognized command: clone');
    if (fs.existsSync(target)) fail('The file already exists');
    const name = options.find((option) => option.startsWith('-cloneName='))?.slice('-cloneName='.length) ?? path.basename(target, '.vmx');
    if (kind === 'linked' && snapshots().length === 0) fail('The virtual machine needs a snapshot for a linked clone');
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, setField(setField(text(vmx), 'displayName', name), 'uuid.bios', `56 4d ${[...crypto.getRandomValues(new Uint8Array(14))].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`.replace(/^(.{23}) /, '$1-')));
  },
  deleteVM() {
    needVmx();
    fs.rmSync(vmx);
  },
  getGuestIPAddress() {
    needRunning();
    print('192.168.133.128\n');
  },
  checkToolsState() {
    needRunning();
    print('running\n');
  },
  readVariable() {
    needRunning();
    print(`${state.variables?.[rest[1]] ?? ''}\n`);
  },
  runProgramInGuest() {
    needRunning();
    if (login['-gu'] === undefined || login['-gp'] !== 'secret') fail('Invalid user name or password for the guest OS');
    const code = rest.at(-1) === 'fail' ? 3 : 0;
    if (code !== 0) {
      print(`Guest program exited with non-zero exit code: ${code}\n`);
      throw new Exit(code);
    }
  },
  listHostNetworks() {
    print(['Total host networks: 3', 'INDEX  NAME         TYPE         DHCP         SUBNET           MASK', '0      vmnet0       bridged      false        empty            empty', '1      vmnet1       hostOnly     true         192.168.57.0     255.255.255.0', '8      vmnet8       nat          true         192.168.133.0    255.255.255.0', ''].join('\n'));
  },
};
if (!Object.hasOwn(COMMANDS, command)) fail(`Unrecognized command: ${command}`);
COMMANDS[command]();
}
