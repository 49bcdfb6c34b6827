/** Numbers that tell one computation of a declaration's types from another. */

let revision = 0;

export function nextRevision(): number {
  return ++revision;
}
