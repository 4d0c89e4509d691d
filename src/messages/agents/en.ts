import type { AgentMessages } from './agent-messages.ts';

const credentials = (count: number) => (count === 1 ? '1 AWS credential' : `${count} AWS credentials`);

export const agents: AgentMessages = {
  found: (count) => `keyward: denied: this would write ${credentials(count)}.`,
  foundInPrompt: (count) => `keyward: the prompt contains ${credentials(count)} and was not sent.`,
  command: 'the shell command',
  prompt: 'the prompt',
  more: (count) => `and ${count} more`,
  instead:
    'Do not write the value anywhere else or in another form. If the program needs the value, ask the user to set it in the environment that the program runs in.',
  allow: (command) => `If it is not a real key, ask the user to run: ${command}`,
  promptAdvice: (respond) =>
    `Remove it and send the prompt again. The agent may keep this prompt in its transcript, so if the key is real, deactivate it: ${respond}`,
  bypass: {
    'no-verify': 'keyward: denied: this command would skip the hooks that keep AWS credentials out of git.',
    'hooks-path': 'keyward: denied: this command would make git run other hooks, or none.',
    variable:
      'keyward: denied: this variable would switch off the hooks that keep AWS credentials out of git.',
    'commit-tree': 'keyward: denied: this would make a commit without running the hooks.',
    settings: "keyward: denied: this would change hooks, git's settings, or keyward's settings.",
    allow: 'keyward: denied: only a person may decide that a value is safe to commit.',
    uninstall: 'keyward: denied: this would remove the hooks that keep AWS credentials out of git.',
  },
  bypassAdvice: (fix) =>
    `Run the command without the part that bypasses the hooks. If a hook blocks the commit, remove the credential (${fix} does it), or ask the user to decide.`,
  unreadable: (agent) =>
    `keyward: denied: the input from ${agent} could not be read, so nothing was checked.`,
  failed:
    'keyward: denied: the check failed, so nothing is known about this text. Ask the user to run: keyward doctor',
  unknownEvent: 'keyward: this event is not one that keyward checks; it was let through.',
  unknownTool: 'keyward: this tool is not one that keyward checks; it was let through.',
};
