import type { FunctionCode } from '../../prefilter/web-assembly.ts';
import { changed, make, same } from './delta-code.ts';
import { compare } from './tree-code.ts';

/** What is done to each of very many bytes of a pack: functions over the memory that they are in, in WebAssembly. */
export interface PackCode {
  /**
   * Makes a text of another one.
   *
   * @param at where the steps begin that make it
   * @param target may be written to `BEHIND` bytes further than its size
   * @returns 0 where the steps are none that make a text of that size of one of that
   */
  make(at: number, end: number, baseSize: number, size: number, base: number, target: number): number;
  /**
   * Logs what is not the same as in the base, or has other neighbours: where each begins and ends.
   *
   * @param near those that are not further apart, in bytes, are one
   * @returns where the log ends; 0 as {@link make}, and where there is no more room for it
   */
  changed(
    at: number,
    end: number,
    baseSize: number,
    size: number,
    near: number,
    log: number,
    logEnd: number,
  ): number;
  /** As {@link changed}, what stands in the base as well: where it begins and ends, and how much further back it stands. */
  same(at: number, end: number, baseSize: number, size: number, log: number, logEnd: number): number;
  /**
   * Logs the entries of a tree that another tree has not: where each begins and ends. Until the log is full: how far it came
   * in each of them then stands in the first two words of the memory.
   *
   * @returns where the log ends; 0 for what is no tree
   */
  compare(
    tree: number,
    treeEnd: number,
    base: number,
    baseEnd: number,
    idLength: number,
    log: number,
    logEnd: number,
  ): number;
}

/** The functions of {@link PackCode}. */
export const packCode = (): readonly FunctionCode[] => [make(), changed(), same(), compare()];
