import { describe, expect, it } from 'vitest';
import { NOT_LISTED, readMachine } from './stated-machine.ts';

const typed = { accelerator: NOT_LISTED, peakTflops: '312', bandwidthGBps: '2,039' };

describe('readMachine', () => {
  it('takes the rates of the catalogue, whatever was typed before', () => {
    expect(readMachine({ ...typed, accelerator: 'a100-sxm-80gb', peakTflops: 'x' })).toEqual({
      ok: true,
      value: { accelerator: 'a100-sxm-80gb', peakTflops: 312, bandwidthGBps: 2039 },
    });
  });

  it('takes typed rates', () => {
    expect(readMachine(typed)).toEqual({
      ok: true,
      value: { accelerator: null, peakTflops: 312, bandwidthGBps: 2039 },
    });
  });

  it.each(['', '0', '-1', '1e9', 'fast'])('says what is wrong with a peak of "%s"', (peakTflops) => {
    const read = readMachine({ ...typed, peakTflops });
    expect(!read.ok && read.error).toEqual([
      { path: 'peakTflops', message: expect.stringMatching(/^Dense peak is .+; it must be a number from/) as string },
    ]);
  });

  it('names every field that is wrong', () => {
    const read = readMachine({ accelerator: NOT_LISTED, peakTflops: '', bandwidthGBps: '' });
    expect(!read.ok && read.error.map(({ path }) => path)).toEqual(['peakTflops', 'bandwidthGBps']);
  });
});
