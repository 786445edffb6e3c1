import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTarget, readText, writeText } from './files.ts';
import { temporaryFolder } from './testing/run-cli.ts';

const { path: folder, file } = temporaryFolder();
const at = (name: string): string => join(folder, name);
const refusal = (result: ReturnType<typeof writeText>): string => (result.ok ? 'written' : result.error[0]!.message);

describe('writeText', () => {
  it('replaces a file whole, leaves nothing beside it and keeps its permissions', () => {
    const path = file('mode.json', 'old');
    chmodSync(path, 0o600);
    expect(writeText(path, 'new').ok).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('follows links, also those to a file that is not there yet', () => {
    const target = file('target.json', 'old');
    symlinkSync(target, at('link'));
    symlinkSync('link', at('link-to-link'));
    symlinkSync(at('later.json'), at('dangling'));
    expect([writeText(at('link-to-link'), 'new').ok, writeText(at('dangling'), 'first').ok]).toEqual([true, true]);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect([readFileSync(target, 'utf8'), readFileSync(at('later.json'), 'utf8')]).toEqual(['new', 'first']);
  });

  it.each([
    ['a directory', () => folder, /is a directory; results are written to plain files only/],
    ['a device', () => '/dev/null', /\/dev\/null is a device/],
    ['nothing', () => '', /The file to write is empty; name one/],
    ['the standard output', () => '-', /The file to write is -; name one, or leave the option out/],
    ['a folder that is not there', () => at('none/x.json'), /cannot be written: no such folder as .*none/],
    [
      'a folder that is a file',
      () => join(file('plain', ''), 'x.json'),
      /cannot be written: no such folder as .*plain/,
    ],
    ['a name that is too long', () => at('x'.repeat(300)), /cannot be written: the name is too long/],
  ])('refuses %s, both when asked before and when writing', (_what, path, message) => {
    expect(refusal(writeText(path(), 'new'))).toMatch(message);
    expect(refusal(checkTarget(path(), []))).toMatch(message);
  });

  it('leaves a pipe and a circle of links as they are', () => {
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('round', at('circle'));
    symlinkSync('circle', at('round'));
    expect(refusal(writeText(at('pipe'), 'new'))).toMatch(/is a pipe/);
    expect(refusal(writeText(at('circle'), 'new'))).toMatch(/links lead in a circle/);
    expect([lstatSync(at('pipe')).isFIFO(), lstatSync(at('circle')).isSymbolicLink()]).toEqual([true, true]);
  });
});

describe('checkTarget', () => {
  it('refuses an input by whatever name, and leaves nothing behind', () => {
    mkdirSync(at('inner'));
    const input = file('inner/table.csv', 'm,n,k');
    symlinkSync(input, at('alias'));
    expect(refusal(checkTarget(at('alias'), [input]))).toMatch(/alias is read by this command; write to another file/);
    expect(refusal(checkTarget(at('inner/../inner/table.csv'), ['-', input]))).toMatch(/is read by this command/);
    expect(checkTarget(at('inner/new.json'), [input]).ok).toBe(true);
    expect(existsSync(at('inner/new.json'))).toBe(false);
    expect(readdirSync(at('inner'))).toEqual(['table.csv']);
  });
});

describe('readText', () => {
  it('says what is missing, the file or its folder, on one line whatever the name', () => {
    const messageOf = (path: string): string => {
      const read = readText(path);
      return read.ok ? 'read' : read.error[0]!.message;
    };
    expect(messageOf(at('none.json'))).toMatch(/none\.json cannot be read: no such file; check the path/);
    expect(messageOf(at('nowhere/none.json'))).toMatch(/no such folder as .*nowhere; make it, or check the path/);
    expect(messageOf(at('a\n\u001b[2J'))).toMatch(/a\\u000a\\u001b\[2J cannot be read/);
  });
});
