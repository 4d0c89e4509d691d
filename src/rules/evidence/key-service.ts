import type { Match } from '../match.ts';
import { serviceKeyUser } from '../values/service-key.ts';
import type { Evidence } from './index.ts';

/** The services whose keys have no known prefix. The text around a key says which service it is for. */
export type KeyService = 'cloudwatch' | 'xray' | 'other';

/** Returns the service of a key, from its user name, or else from the nearest endpoint or variable. */
export function serviceOfKey(match: Match, evidence: Evidence): KeyService {
  const user = serviceKeyUser(match.value) ?? '';
  if (/x-?ray/i.test(user)) return 'xray';
  if (/cloudwatch/i.test(user)) return 'cloudwatch';
  const before = evidence.before(match, REACH);
  const after = evidence.after(match, REACH);
  const left = [...before.matchAll(WORDS)].at(-1);
  const [right] = after.matchAll(WORDS);
  const isLeft =
    left !== undefined && (right === undefined || before.length - left.index - left[0].length <= right.index);
  const word = (isLeft ? left : right)?.[0];
  if (word === undefined) return 'other';
  return /ray|traces/i.test(word) ? 'xray' : 'cloudwatch';
}

/** The maximum distance of an endpoint or variable, in characters. */
const REACH = 800;

const WORDS =
  /\bxray\.[a-z0-9-]{4,20}\.(?:amazonaws|api\.aws)|\bmonitoring\.[a-z0-9-]{4,20}\.(?:amazonaws|api\.aws)|OTLP_(?:TRACES|METRICS)_|\b(?:aws[_-]?)?x-?ray[_-]?(?:api|bearer|key|token)|cloudwatch|CallWithBearerToken/gi;
