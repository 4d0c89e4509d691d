import type { KeyFacts } from './key.ts';
import type { Step } from './step.ts';
import { PREVENT_STEPS } from './steps/prevent.ts';
import { REMOVE_STEPS } from './steps/remove.ts';
import { REPORT_STEPS } from './steps/report.ts';
import { STOP_STEPS } from './steps/stop.ts';
import { TRACE_STEPS } from './steps/trace.ts';

/** The parts of the guide in order: stopping the damage comes first. */
const PHASES = {
  stop: STOP_STEPS,
  remove: REMOVE_STEPS,
  trace: TRACE_STEPS,
  report: REPORT_STEPS,
  prevent: PREVENT_STEPS,
} as const satisfies Record<string, readonly Step[]>;

export type Phase = keyof typeof PHASES;

/** A step with its phase and its number in the guide. */
export interface NumberedStep extends Step {
  readonly phase: Phase;
  readonly number: number;
}

/** The date of the last check of URLs, commands and texts against AWS's documentation: docs/respond-sources.md. */
export const CHECKED = '2026-11-24';

/** Returns the steps that apply to a key, numbered across all phases; all steps if the key is not known. */
export function stepsFor(key: KeyFacts | undefined): NumberedStep[] {
  const all = Object.entries(PHASES).flatMap(([phase, steps]: [string, readonly Step[]]) =>
    steps.map((step) => ({ ...step, phase: phase as Phase })),
  );
  return all
    .filter(({ fits }) => key === undefined || fits === undefined || fits(key))
    .map((step, index) => ({ ...step, number: index + 1 }));
}
