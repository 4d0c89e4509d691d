import { escapeControls } from '../terminal-escape.ts';

/** Escapes a text for the content or an attribute of an HTML element. */
export function escapeHtml(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
