/** How the end of a file is told while it is read. */
import { statfsSync } from 'node:fs';

/** Linux's numbers (statfs(2)) of ext2 to ext4, XFS, Btrfs, tmpfs and F2FS, which read by whole pages of the system's cache. */
const readByPages: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0xf2f52010]);
/** No page is smaller; of every larger one this is a part. */
const pageBytes = 4_096;

/**
 * Whether a file in this folder has ended where a read stops within a page: a fault or a signal stops it between two. Elsewhere
 * (on the network, in `/proc`) a read may stop anywhere, and only one that brings nothing tells the end.
 */
export function endsWithinPage(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readByPages.has(statfsSync(folder).type);
  } catch {
    return false;
  }
}

/** @param filled bytes from the start of the file or of a page. */
export const isWithinPage = (filled: number): boolean => filled % pageBytes !== 0;
