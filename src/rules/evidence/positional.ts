import { listsAround, targetsOf, type ValueList } from './list.ts';
import { OF_AWS, splitWords, strengthOfName } from './name-evidence.ts';
import { type Strength, strongest } from './strength.ts';
import { VENDORS } from './word-lists.ts';

/**
 * Returns the strength of the position of a literal in a list of values: after an access key ID, in a call with AWS in its
 * name, or at the position of a secret in a tuple assignment.
 *
 * @param before the text that ends where the value starts
 * @param saysAws returns true if AWS is mentioned near the value
 */
export function strengthOfPosition(before: string, saysAws: () => boolean): Strength {
  return strongest(listsAround(before).map((list) => strengthIn(list, saysAws)));
}

function strengthIn(list: ValueList, saysAws: () => boolean): Strength {
  const { elements, opener } = list;
  const targets = targetsOf(list);
  const target = targets[elements.length];
  const named = target === undefined || target === '' ? 'none' : strengthOfName(`${target} = `);
  const callee = splitWords(CALLEE.exec(list.head)?.[0] ?? '');
  const isAws =
    callee.some((word) => OF_AWS.test(word) || LIBRARIES.has(word)) ||
    elements.some((element) => element.includes('amazonaws'));
  if (named === 'strong' || (callee.some((word) => VENDORS.has(word)) && !isAws)) return named;
  const names = elements.flatMap(wordsOf);
  const joined = [...names, ...targets.flatMap(wordsOf)].map((words) => words.join(''));
  if (joined.some((name) => KEY_ID.test(name))) return 'weak';
  const isCall = opener !== '=' && opener !== '[' && !DATA.test(callee.slice(-2).join(' '));
  const hasId = isCall && names.flat().some((word) => IDENTITY.has(word));
  if (hasId && isAws) return 'weak';
  const hasAccessKey = joined.some((name) => ACCESS_KEY.test(name));
  const isOfCredentials = CREDENTIALS.test(callee.join(''));
  if (hasAccessKey && isOfCredentials) return 'weak';
  return (hasAccessKey || (hasId && isOfCredentials)) && saysAws() ? 'weak' : named;
}

/** Returns the words of each name in an element. */
function wordsOf(element: string): string[][] {
  return (element.match(/[A-Za-z_$][\w$-]*/g) ?? []).map(splitWords);
}

/** A path of names and calls, followed by the name of a declared variable, if any. */
const CALLEE = /(?:[\w$.:\\<>!?@#'-]|\([^()\n]{0,60}\)|\[[^[\]\n]{0,20}\]){1,100}(?:[ \t]\w{1,30})?\s{0,4}$/;

/** AWS libraries without AWS in their names. */
const LIBRARIES: ReadonlySet<string> = new Set(['botocore', 'erlcloud', 'goamz', 'jets3t', 'rusoto']);

/** A call with credentials in its name, but not those of a user or client. */
const CREDENTIALS = /^(?!.*(?:user|password|login|client|oauth|token)).*credentials?/;

/** The last words of calls that take data, not credentials. */
const DATA =
  /\b(?:put|get|upload|download|copy|delete|remove|head|list|send|receive|publish|query|update|write|read|log|verify|invoke|store|save|find|describe|it|test)\b/;

/** Names of an access key ID. */
const KEY_ID = /accesskeyid$|(?:aws|amazon|s3)(?:access)?(?:key|id|keyid)$/;
/** A name that other vendors use as well. */
const ACCESS_KEY = /accesskey$/;
/** Words in the names of arguments that pass an access key ID to an AWS library. */
const IDENTITY: ReadonlySet<string> = new Set(['key', 'keyid', 'id', 'access', 'akid', 'ak', 'k', 'user']);
