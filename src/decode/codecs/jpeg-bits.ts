import type { Decoding } from '../../model/facets.ts';

export type Complaint = Decoding['warnings'][number];

/**
 * Bits of one scan's entropy-coded data, stuffed zeros removed. It stops at any marker, as libjpeg does. A class: it holds a
 * place in the data for as long as the scan lasts.
 */
export class BitReader {
  private held = 0;
  private heldBits = 0;
  private at: number;

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly complaints: Complaint[],
    /** Extraneous bytes before a marker that are passed over in silence. */
    private readonly forgivenBytes: number,
  ) {
    this.at = start;
  }

  /** The byte that the next bit is in, give or take the stuffed zeros among the last three. */
  get offset(): number {
    return this.at - (this.heldBits >> 3);
  }

  complain(complaint: Complaint): void {
    this.complaints.push(complaint);
  }

  /** Holds at least `wanted` (at most 16) bits if the data has them. */
  private fill(wanted: number): void {
    while (this.heldBits < wanted && this.at < this.bytes.length) {
      const byte = this.bytes[this.at]!;
      if (byte === 0xff) {
        let next = this.at + 1;
        while (this.bytes[next] === 0xff) next++;
        if (this.bytes[next] !== 0) return;
        this.at = next;
      }
      this.held = ((this.held << 8) | byte) & 0xffffff;
      this.heldBits += 8;
      this.at++;
    }
  }

  /** `count` (0..16) bits, or -1 when the data ends first. */
  bits(count: number): number {
    if (count === 0) return 0;
    if (this.heldBits < count) this.fill(count);
    if (this.heldBits < count) return -1;
    this.heldBits -= count;
    return (this.held >>> this.heldBits) & ((1 << count) - 1);
  }

  /** The symbol of the next code, -1 when the data ends first, -2 when no code begins so. */
  symbol(table: Uint16Array): number {
    if (this.heldBits < 16) this.fill(16);
    const lookahead =
      this.heldBits >= 16
        ? (this.held >>> (this.heldBits - 16)) & 0xffff
        : (this.held << (16 - this.heldBits)) & 0xffff;
    const entry = table[lookahead]!;
    if (entry === 0) return this.heldBits >= 16 ? -2 : -1;
    const length = entry >>> 8;
    if (length > this.heldBits) return -1;
    this.heldBits -= length;
    return entry & 0xff;
  }

  /** What a negative answer of `bits` or `symbol` means, with its place. */
  problem(answer: number): Complaint {
    if (answer === -2) return { cause: 'bad-huffman-code', offset: this.offset, text: 'no such code' };
    const found = this.at < this.bytes.length ? `marker 0x${this.marker().toString(16)}` : 'the end of the file';
    return { cause: 'premature-end', offset: this.at, text: `${found} where image data should go on` };
  }

  private marker(): number {
    let at = this.at;
    while (this.bytes[at] === 0xff) at++;
    return this.bytes[at] ?? 0;
  }

  /** Drops what is left before the next marker: whole bytes there are extraneous, 0xff before a marker is fill. */
  private dropTo(marker: number): void {
    const left = this.offset;
    this.heldBits = 0;
    let end = marker;
    while (end > left && this.bytes[end - 1] === 0xff) end--;
    if (end - left > this.forgivenBytes) {
      this.complain({ cause: 'extraneous-bytes', offset: left, text: `${end - left} bytes before a marker` });
    }
    this.at = marker;
  }

  /** Passes the restart marker of that number, 0..7. False, with a complaint, when something else stands there. */
  restart(number: number): boolean {
    let at = this.at;
    while (
      at + 1 < this.bytes.length &&
      (this.bytes[at] !== 0xff || this.bytes[at + 1] === 0 || this.bytes[at + 1] === 0xff)
    )
      at++;
    const marker = this.bytes[at + 1];
    if (marker !== 0xd0 + number) {
      const text = `RST${number} expected, ${marker === undefined ? 'the file ends' : `0x${marker.toString(16)} found`}`;
      this.complain({ cause: 'lost-restart-marker', offset: at, text });
      return false;
    }
    this.dropTo(at);
    this.at = at + 2;
    return true;
  }

  /** The scan is complete: `end` is where the next marker stands. */
  finish(end: number): void {
    this.dropTo(end);
  }
}
