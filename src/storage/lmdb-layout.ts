// Page and node layout of LMDB 0.9, 64-bit (mdb.c: MDB_page, MDB_node, MDB_meta, MDB_db). All numbers are the machine's own: little-endian.

/** Number of the page, then its flags, and where its free room begins and ends; of overflow how many pages it has. */
export const PAGE_HEAD_BYTES = 16;
export const PAGE_FLAGS_AT = 10;
export const PAGE_LOWER_AT = 12;
export const PAGE_UPPER_AT = 14;
/** Size of the value (of a branch the page below, with the flags its upper 16 bits), flags, size of the key. */
export const NODE_HEAD_BYTES = 8;
export const MAGIC = 0xbeefc0de;
export const VERSION = 1;

/** Of a meta page, from the beginning of the page. */
export const META_AT = {
  magic: 16,
  version: 20,
  mapBytes: 32,
  freeDb: 40,
  mainDb: 88,
  lastPage: 136,
  transaction: 144,
};
export const META_BYTES = 152;
/** Of a database in it. The first one's padding is the size of a page. */
export const DB_AT = { pad: 0, flags: 4, depth: 6, branches: 8, leaves: 16, overflow: 24, entries: 32, root: 40 };
export const NO_PAGE = 0xffff_ffff_ffff_ffffn;

export const BRANCH = 0x01;
export const LEAF = 0x02;
export const OVERFLOW = 0x04;
export const META = 0x08;

/** The value stands on pages of its own. */
export const BIG = 0x01;
