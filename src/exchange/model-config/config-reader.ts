import { entryAt } from '../../base/checked.ts';
import { isPlainObject, type PlainObject } from '../../base/plain-object.ts';
import { problem, type Problem } from '../../base/result.ts';
import { LARGEST_DIMENSION } from '../../records/model.ts';
import { showValue } from '../show.ts';

/** What the hub's class of an architecture takes where a file leaves a key out; null: nothing. */
export type ClassDefaults = Readonly<Record<string, number | string | boolean | null>>;

interface WholeOptions {
  readonly least?: number;
  /** Where neither file nor class says; words for it go into the remark. */
  readonly otherwise?: { readonly value: number; readonly why: string };
}

const oneOf = (names: string | readonly string[]): readonly string[] => (typeof names === 'string' ? [names] : names);

/** A key that was not asked for, and what stands there. */
export interface UnusedKey {
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
}

/** A key's value: what is there, or that nothing is. */
type Found = { readonly name: string; readonly value: unknown } | null;

/**
 * Reads the keys of a config one by one, and keeps book: which were used, which were left out and taken from the class,
 * which hold null or a list where a number belongs. Nothing is guessed: what cannot be read is a problem, and NaN stands for
 * it until the reading ends.
 */
export class ConfigReader {
  readonly problems: Problem[] = [];
  /** Keys that were left out or are null, with what was taken instead. */
  readonly leftOut: string[] = [];
  /** What a reader of the result should know. */
  readonly warnings: string[] = [];
  readonly #config: PlainObject;
  readonly #defaults: ClassDefaults;
  readonly #path: string;
  readonly #used = new Set<string>();
  /** Of parts of the file that were read by a reader of their own. */
  readonly #unusedInside: UnusedKey[] = [];

  constructor(config: PlainObject, defaults: ClassDefaults, path = '') {
    this.#config = config;
    this.#defaults = defaults;
    this.#path = path;
  }

  has(name: string): boolean {
    const value = this.#own(name);
    return value !== undefined && value !== null;
  }

  /** What the class takes for a key; null: nothing. */
  byClass(name: string): number | string | boolean | null {
    return this.#defaults[name] ?? null;
  }

  /** Keys that nobody asked for. */
  unused(): UnusedKey[] {
    const own = Object.entries(this.#config).filter(([key]) => !this.#used.has(key));
    return [...own.map(([key, value]) => ({ path: this.#shown(key), key, value })), ...this.#unusedInside];
  }

  /** Marks keys as of no bearing, for a reason that the caller knows. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#used.add(name);
  }

  raw(name: string): unknown {
    this.#used.add(name);
    return this.#own(name);
  }

  refuse(name: string, message: string): void {
    this.problems.push(problem(this.#shown(name), message));
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  /** A positive whole number under the first of `names` that is there, or what the class takes. NaN with a problem. */
  whole(names: string | readonly string[], { least = 1, otherwise }: WholeOptions = {}): number {
    const all = oneOf(names);
    const found = this.#find(all);
    if (found !== null && found.value !== null) return this.#checked(found.name, found.value, least);
    const name = found?.name ?? entryAt(all, 0);
    const byClass = this.#defaults[all.find((candidate) => typeof this.#defaults[candidate] === 'number') ?? ''];
    const instead =
      typeof byClass === 'number' ? { value: byClass, why: 'as its class on the hub does' } : (otherwise ?? null);
    if (instead === null || Number.isNaN(instead.value)) {
      if (instead === null) {
        this.refuse(
          name,
          found === null
            ? `config.json has no ${this.#shown(name)}, a positive whole number, and nothing says what it would be; take the whole file as it stands beside the model.`
            : `${this.#shown(name)} is null where a whole number belongs; write the number there, or take the file as published.`,
        );
      }
      return NaN;
    }
    this.#note(name, found, `${String(instead.value)} (${instead.why})`);
    return instead.value;
  }

  /** As `whole`, but null, in the file or by its class, means that the model has no such thing. */
  wholeOrNone(names: string | readonly string[], { least = 1 }: { readonly least?: number } = {}): number | null {
    const all = oneOf(names);
    const found = this.#find(all);
    if (found !== null && found.value !== null) return this.#checked(found.name, found.value, least);
    const byClass = all.map((name) => this.#defaults[name]).find((value) => value !== undefined);
    if (found === null && typeof byClass === 'number') {
      this.#note(entryAt(all, 0), found, `${String(byClass)} (as its class on the hub does)`);
      return byClass;
    }
    if (byClass !== undefined) this.#note(found?.name ?? entryAt(all, 0), found, 'none of it');
    return null;
  }

  flag(names: string | readonly string[], otherwise = false): boolean {
    const all = oneOf(names);
    const found = this.#find(all);
    if (typeof found?.value === 'boolean') return found.value;
    const byClass = all.map((name) => this.#defaults[name]).find((value) => typeof value === 'boolean');
    const value = typeof byClass === 'boolean' ? byClass : otherwise;
    if (found !== null && found.value !== null) {
      this.refuse(found.name, `${this.#shown(found.name)} is ${showValue(found.value)}; it must be true or false.`);
    } else if (byClass !== undefined || found !== null) {
      this.#note(found?.name ?? entryAt(all, 0), found, `${String(value)} (as its class on the hub does)`);
    }
    return value;
  }

  text(name: string): string | null {
    const found = this.#find([name]);
    if (found === null || found.value === null) {
      const byClass = this.#defaults[name];
      return typeof byClass === 'string' ? byClass : null;
    }
    if (typeof found.value === 'string') return found.value;
    this.refuse(name, `${this.#shown(name)} is ${showValue(found.value)}; it must be a text.`);
    return null;
  }

  /** A list with an entry for each of `length` layers (more are of multi-token prediction and left aside); null where none is there. */
  list(name: string, length: number): readonly unknown[] | null {
    const found = this.#find([name]);
    if (found === null || found.value === null) return null;
    if (!Array.isArray(found.value)) {
      this.refuse(
        name,
        `${this.#shown(name)} is ${showValue(found.value)}; it must be a list with an entry per layer.`,
      );
      return null;
    }
    if (found.value.length < length) {
      this.refuse(
        name,
        `${this.#shown(name)} has ${String(found.value.length)} entries for ${String(length)} layers; it must have one per layer.`,
      );
      return null;
    }
    return found.value as readonly unknown[];
  }

  /** A list of layers by their numbers; null where none is there. */
  layerNumbers(name: string): readonly number[] | null {
    const value = this.raw(name);
    if (value === undefined || value === null) return null;
    if (Array.isArray(value) && value.every((entry) => Number.isInteger(entry))) return value as readonly number[];
    this.refuse(name, `${this.#shown(name)} must be a list of the numbers of layers.`);
    return null;
  }

  /** Numbers per layer where a list stands, else the one number for all. */
  perLayer(names: string | readonly string[], layers: number, options: WholeOptions = {}): (layer: number) => number {
    const found = this.#find(oneOf(names));
    if (found === null || !Array.isArray(found.value)) {
      const common = this.whole(names, options);
      return () => common;
    }
    const { name, value } = found;
    const list = value as readonly unknown[];
    if (list.length < layers) {
      this.refuse(
        name,
        `${this.#shown(name)} has ${String(list.length)} entries for ${String(layers)} layers; it must have one per layer.`,
      );
      return () => NaN;
    }
    const numbers = list.slice(0, layers).map((entry) => this.#checked(name, entry, options.least ?? 1));
    return (layer) => numbers[layer] ?? NaN;
  }

  /** The config inside a key, to be read in turn; an empty one where it is left out. */
  inside(name: string, defaults: ClassDefaults): ConfigReader {
    const value = this.raw(name);
    const path = `${this.#shown(name)}.`;
    if (isPlainObject(value)) return new ConfigReader(value, defaults, path);
    const empty = new ConfigReader({}, defaults, path);
    if (value !== undefined && value !== null)
      this.refuse(name, `${this.#shown(name)} is ${showValue(value)}; it must be an object.`);
    else this.leftOut.push(`${this.#shown(name)} = the class's own`);
    return empty;
  }

  /** Takes over what another reader, of a part of the file, has found. */
  join(part: ConfigReader): void {
    this.problems.push(...part.problems);
    this.leftOut.push(...part.leftOut);
    this.warnings.push(...part.warnings);
    this.#unusedInside.push(...part.unused());
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#config, name) ? this.#config[name] : undefined;
  }

  #shown(name: string): string {
    return `${this.#path}${name}`;
  }

  /** The first of the names that has a value; else the first that is null. Two that say different things are a problem. */
  #find(names: readonly string[]): Found {
    const there = names.flatMap((name) => {
      const value = this.raw(name);
      return value === undefined ? [] : [{ name, value }];
    });
    const told = there.filter(({ value }) => value !== null);
    const [first, ...others] = told;
    const other = others.find(({ value }) => typeof value === 'number' && value !== first?.value);
    if (first !== undefined && other !== undefined) {
      this.refuse(
        other.name,
        `${this.#shown(first.name)} is ${showValue(first.value)} and ${this.#shown(other.name)}, which means the same, is ${showValue(other.value)}; leave one out.`,
      );
    }
    return told.at(0) ?? there.at(0) ?? null;
  }

  #checked(name: string, value: unknown, least: number): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= LARGEST_DIMENSION)
      return value;
    const what = Array.isArray(value) ? 'a list' : showValue(value);
    this.refuse(
      name,
      `${this.#shown(name)} is ${what}; it must be a whole number from ${String(least)} to ${String(LARGEST_DIMENSION)}.`,
    );
    return NaN;
  }

  #note(name: string, found: Found, instead: string): void {
    this.leftOut.push(`${this.#shown(name)}${found === null ? '' : ' (null)'} = ${instead}`);
  }
}
