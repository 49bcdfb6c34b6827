/**
 * The names of files: the protocol's URIs, the engine's absolute paths with forward slashes. A path that came from a
 * URI leads back to the same file, not always to the same spelling; open documents keep the client's.
 */

/**
 * `file:///c%3A/a/b.go` is `c:/a/b.go`; other schemes keep scheme and authority as leading folders, so that neighbours
 * stay neighbours; an unsaved document has a folder of its own, since it belongs to no package.
 */
export function pathOf(uri: string): string {
  const match = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/i.exec(uri);
  if (match === null) return uri;
  const [, scheme = '', authority = '', encoded = ''] = match;
  const path = decoded(encoded);
  if (scheme === 'file') {
    if (authority !== '') return `//${decoded(authority)}${path}`;
    const drive = /^\/([a-z]):/i.exec(path);
    return drive ? `${drive[1]!.toLowerCase()}:${path.slice(3)}` : path;
  }
  if (path.startsWith('/')) return `/${scheme}:/${decoded(authority)}${path}`;
  return `/${scheme}:/${path}/${path.replace(/^.*\//, '')}${path.endsWith('.go') ? '' : '.go'}`;
}

/** The URI of a path from the disk or from `pathOf`, encoded as VS Code encodes it. */
export function uriOf(path: string): string {
  const other = /^\/([a-z][a-z0-9+.-]+):\/([^/]*)(\/.*)?$/i.exec(path);
  if (other) return `${other[1]}://${encoded(other[2]!)}${encoded(other[3] ?? '/')}`;
  const share = /^\/\/([^/]+)(\/.*)$/.exec(path);
  if (share) return `file://${encoded(share[1]!)}${encoded(share[2]!)}`;
  return `file://${path.startsWith('/') ? '' : '/'}${encoded(path)}`;
}

/** The folder a file lies in. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function encoded(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

/** Half an escape sequence is what it is: a client's mistake must not stop the server. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
