/** Reading failed for a reason that says nothing about the content: an errno, or the file changed under us. Never `bad`. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  constructor(
    /** 'ENOENT', 'EACCES', 'EMFILE', …; 'CHANGED' when the file was not the same before and after; 'NOT-A-FILE' for FIFOs and kin. */
    override readonly cause: string,
    message: string,
  ) {
    super(message);
  }
}
