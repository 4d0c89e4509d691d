import type { NotUnfoldedReason } from '../../core/source.ts';
export interface Member {
  readonly name: string;
  readonly bytes: Buffer;
}
export interface Sealed {
  readonly name: string;
  readonly reason: NotUnfoldedReason;
}
export interface Budget {
  bytes: number;
}
export function unpack(_bytes: Buffer, _budget: Budget): Iterable<Member | Sealed> | undefined {
  return undefined;
}
