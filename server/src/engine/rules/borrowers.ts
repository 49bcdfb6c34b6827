/** What callers do with a map that a function lends them, and whether it is lent to be written. */
import type { FunctionFacts } from '../flow/analysis.js';
import type { Loan } from '../flow/boundary.js';
import type { Cell } from '../flow/cells.js';
import type { FuncHead } from '../flow/ir.js';
import type { Access, Site } from '../flow/summary.js';
import type { Func } from '../types/types.js';
import { callsOf } from './boundaries.js';
import type { Questions } from './pass.js';

/** One caller that borrows a map. */
export interface Borrowing {
  readonly facts: FunctionFacts;
  readonly loan: Loan;
  /** The first write through a name of its own, unless the map is put back afterwards. */
  readonly written: Access | undefined;
  /** Where it is put so that it stays. */
  readonly kept: Site | undefined;
  /** Written without a name: `c.Lines()["x"] = 1` can only be meant for the owner. */
  readonly direct: boolean;
}

/** The callers in the package that are not tests, each call by itself. */
export function borrowersOf(questions: Questions, func: FuncHead, cell: Cell): readonly Borrowing[] {
  return callsOf(questions, func).flatMap(({ facts, site }) => {
    const loans = facts.loans.filter(({ call, cell: lent }) => call === site && lent?.key === cell.key);
    return loans.slice(0, 1).map((loan) => borrowing(facts, loan));
  });
}

function borrowing(facts: FunctionFacts, loan: Loan): Borrowing {
  const copies = facts.copies.filter((copy) => copy.loan?.call === loan.call && !copy.storedBack);
  const direct = facts.accesses.some(
    ({ kind, names, maps, calls }) =>
      kind === 'write' && calls.length === 0 && names.length === 0 && maps.some((map) => loan.maps.includes(map)),
  );
  const written = copies.find((copy) => copy.written)?.written;
  const handed = facts.copies.find(
    ({ handover, call, sourceRoot }) => handover && call && loan.place.includes(sourceRoot),
  );
  return { facts, loan, written, kept: copies.find(({ keptAt }) => keptAt)?.keptAt ?? handed?.call, direct };
}

/** Whether the accessor is there to write through: somebody does so without a name, or all of several callers do. */
export function isWrittenThrough(borrowings: readonly Borrowing[]): boolean {
  if (borrowings.some(({ direct }) => direct)) return true;
  return borrowings.length > 1 && borrowings.every(({ written }) => written);
}

/** The contracts of `http.ResponseWriter.Header` and its like: callers write into the result. */
export function isMeantForWriting({ name, type }: Func): boolean {
  const [result] = type.results;
  if (!/^(Header|Headers|Trailer|Trailers)$/.test(name) || !result) return false;
  const named = result.type;
  return (
    named.kind === 'named' &&
    /^(net\/http\.Header|net\/textproto\.MIMEHeader|google\.golang\.org\/grpc\/metadata\.MD)$/.test(
      `${named.obj.pkg}.${named.obj.name}`,
    )
  );
}
