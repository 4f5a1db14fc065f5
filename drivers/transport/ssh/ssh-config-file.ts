import { readFileSync } from 'node:fs';
import SSHConfig, { LineType } from 'ssh-config';
import type { Directive, Match, Section } from 'ssh-config';
import { libvirtError } from '../../core/error-text.ts';
import { errnoName } from '../system-error.ts';
import { expandTilde, globFiles } from './ssh-paths.ts';

/** One setting of a configuration file, in the order of the file. */
export interface ConfigEntry {
  /** Lower case. */
  readonly name: string;
  readonly values: readonly string[];
}

/** A part of the configuration that counts only for some hosts. */
export type ConfigBlock =
  | { readonly kind: 'host'; readonly patterns: readonly string[]; readonly entries: readonly ConfigItem[] }
  | { readonly kind: 'match'; readonly criteria: readonly MatchCriterion[]; readonly entries: readonly ConfigItem[] };

/** A setting or a block. */
export type ConfigItem = ConfigEntry | ConfigBlock;

/** One condition of a `Match` line. */
export interface MatchCriterion {
  /** Lower case, without the exclamation mark. */
  readonly name: string;
  readonly negated: boolean;
  readonly patterns: readonly string[];
  /** As it is written: for `exec`, which is no list. */
  readonly text: string;
}

const MOST_INCLUDES_DEEP = 16;

/** Where `Include` looks. */
export interface ConfigSurroundings {
  readonly home: string;
  /** Of relative includes: `~/.ssh` for the user's file, `/etc/ssh` for the system's. */
  readonly base: string;
}

/**
 * Reads a configuration file with all it includes. A file that is not there is empty.
 *
 * @throws conf-syntax when a file is broken.
 */
export function readSshConfig(path: string, where: ConfigSurroundings, depth = 0): readonly ConfigItem[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // As OpenSSH: what cannot be read does not count.
    if (['ENOENT', 'EACCES', 'ENOTDIR', 'EISDIR'].includes(errnoName(error) ?? '')) return [];
    throw error;
  }
  return itemsOf(parse(text, path), where, depth);
}

/** Only the grammar is the package's: its `compute` runs programs. */
function parse(text: string, path: string): SSHConfig {
  try {
    return SSHConfig.parse(withValues(text));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw libvirtError('ssh', 'conf-syntax', `${path}: ${words}`, { subject: path, step: 'resolve', cause: error });
  }
}

/** The package knows that `final` has no value, but not that `!final` has none. */
function withValues(text: string): string {
  return text.replace(/^[ \t]*match\b.*$/gim, (line) => line.split('"').map((part, at) => (at % 2 === 0 ? part.replace(/!(final|canonical|all)(?=\s|$)/gi, '!$1 yes') : part)).join('"'));
}

function itemsOf(config: SSHConfig, where: ConfigSurroundings, depth: number): readonly ConfigItem[] {
  return [...config].flatMap((line): readonly ConfigItem[] => {
    if (line.type !== LineType.DIRECTIVE) return [];
    const name = line.param.toLowerCase();
    if (name === 'include') return depth < MOST_INCLUDES_DEEP ? included(valuesOf(line), where, depth + 1) : [];
    if (!isSection(line)) return [{ name, values: valuesOf(line) }];
    const entries = itemsOf(line.config, where, depth);
    return name === 'match'
      ? [{ kind: 'match', criteria: criteriaOf(line), entries }]
      : [{ kind: 'host', patterns: valuesOf(line), entries }];
  });
}

function included(patterns: readonly string[], where: ConfigSurroundings, depth: number): readonly ConfigItem[] {
  return patterns
    .flatMap((pattern) => globFiles(expandTilde(pattern, where.home), where.base))
    .flatMap((path) => readSshConfig(path, where, depth));
}

function isSection(line: Directive | Section): line is Section {
  return 'config' in line;
}

function valuesOf(line: Directive): readonly string[] {
  return typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
}

function criteriaOf(line: Section): readonly MatchCriterion[] {
  const { criteria } = line as Match;
  return Object.entries(criteria).map(([key, value]) => {
    const words = typeof value === 'string' ? [value] : value.map(({ val }) => val);
    return {
      name: key.toLowerCase().replace(/^!/, ''),
      negated: key.startsWith('!'),
      patterns: words.flatMap((part) => part.split(',')),
      text: words.join(' '),
    };
  });
}
