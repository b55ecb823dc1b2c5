// AssemblyScript, compiled by scripts/build-kernels.ts. The luma of one VP8 key frame, as WebP holds it (RFC 6386; where that leaves a choice,
// as libwebp, which every trainer reads WebP with). Chroma is parsed to the last coefficient, since luma's contexts and the proof of the
// decode need it, and made into pixels where they are asked for; luma does not depend on that.

/** Probabilities that a coefficient probability is replaced (RFC 6386, section 13.4). */
const UPDATES = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 176, 246, 255, 255, 255, 255, 255, 255, 255, 255, 255, 223, 241,
  252, 255, 255, 255, 255, 255, 255, 255, 255, 249, 253, 253, 255, 255, 255, 255, 255, 255, 255, 255, 255, 244, 252,
  255, 255, 255, 255, 255, 255, 255, 255, 234, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 253, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 246, 254, 255, 255, 255, 255, 255, 255, 255, 255, 239, 253, 254, 255, 255,
  255, 255, 255, 255, 255, 255, 254, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 248, 254, 255, 255, 255,
  255, 255, 255, 255, 255, 251, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 253, 254, 255, 255, 255, 255, 255, 255, 255, 255, 251, 254, 254, 255, 255, 255, 255, 255,
  255, 255, 255, 254, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 253, 255, 254, 255, 255, 255, 255,
  255, 255, 250, 255, 254, 255, 254, 255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 217, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 225,
  252, 241, 253, 255, 255, 254, 255, 255, 255, 255, 234, 250, 241, 250, 253, 255, 253, 254, 255, 255, 255, 255, 254,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 223, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 238, 253, 254,
  254, 255, 255, 255, 255, 255, 255, 255, 255, 248, 254, 255, 255, 255, 255, 255, 255, 255, 255, 249, 254, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 253, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 247, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 253, 254, 255, 255, 255, 255, 255, 255, 255, 255, 252, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 254, 255, 255, 255, 255, 255,
  255, 255, 255, 253, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 254, 253, 255, 255, 255, 255, 255, 255, 255, 255, 250, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 186,
  251, 250, 255, 255, 255, 255, 255, 255, 255, 255, 234, 251, 244, 254, 255, 255, 255, 255, 255, 255, 255, 251, 251,
  243, 253, 254, 255, 254, 255, 255, 255, 255, 255, 253, 254, 255, 255, 255, 255, 255, 255, 255, 255, 236, 253, 254,
  255, 255, 255, 255, 255, 255, 255, 255, 251, 253, 253, 254, 254, 255, 255, 255, 255, 255, 255, 255, 254, 254, 255,
  255, 255, 255, 255, 255, 255, 255, 254, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 254, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 248, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 250, 254,
  252, 254, 255, 255, 255, 255, 255, 255, 255, 248, 254, 249, 253, 255, 255, 255, 255, 255, 255, 255, 255, 253, 253,
  255, 255, 255, 255, 255, 255, 255, 255, 246, 253, 253, 255, 255, 255, 255, 255, 255, 255, 255, 252, 254, 251, 254,
  254, 255, 255, 255, 255, 255, 255, 255, 254, 252, 255, 255, 255, 255, 255, 255, 255, 255, 248, 254, 253, 255, 255,
  255, 255, 255, 255, 255, 255, 253, 255, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 251, 254, 255, 255, 255,
  255, 255, 255, 255, 255, 245, 251, 254, 255, 255, 255, 255, 255, 255, 255, 255, 253, 253, 254, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 251, 253, 255, 255, 255, 255, 255, 255, 255, 255, 252, 253, 254, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 252, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 249, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 253, 255, 255, 255, 255, 255, 255, 255, 255, 250, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
]);

/** Coefficient probabilities by kind of block, band, context, node (section 13.5). */
const DEFAULTS = memory.data<u8>([
  128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
  128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 253, 136, 254, 255, 228, 219, 128, 128, 128, 128, 128, 189, 129,
  242, 255, 227, 213, 255, 219, 128, 128, 128, 106, 126, 227, 252, 214, 209, 255, 255, 128, 128, 128, 1, 98, 248,
  255, 236, 226, 255, 255, 128, 128, 128, 181, 133, 238, 254, 221, 234, 255, 154, 128, 128, 128, 78, 134, 202, 247,
  198, 180, 255, 219, 128, 128, 128, 1, 185, 249, 255, 243, 255, 128, 128, 128, 128, 128, 184, 150, 247, 255, 236,
  224, 128, 128, 128, 128, 128, 77, 110, 216, 255, 236, 230, 128, 128, 128, 128, 128, 1, 101, 251, 255, 241, 255,
  128, 128, 128, 128, 128, 170, 139, 241, 252, 236, 209, 255, 255, 128, 128, 128, 37, 116, 196, 243, 228, 255, 255,
  255, 128, 128, 128, 1, 204, 254, 255, 245, 255, 128, 128, 128, 128, 128, 207, 160, 250, 255, 238, 128, 128, 128,
  128, 128, 128, 102, 103, 231, 255, 211, 171, 128, 128, 128, 128, 128, 1, 152, 252, 255, 240, 255, 128, 128, 128,
  128, 128, 177, 135, 243, 255, 234, 225, 128, 128, 128, 128, 128, 80, 129, 211, 255, 194, 224, 128, 128, 128, 128,
  128, 1, 1, 255, 128, 128, 128, 128, 128, 128, 128, 128, 246, 1, 255, 128, 128, 128, 128, 128, 128, 128, 128, 255,
  128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 198, 35, 237, 223, 193, 187, 162, 160, 145, 155, 62, 131, 45,
  198, 221, 172, 176, 220, 157, 252, 221, 1, 68, 47, 146, 208, 149, 167, 221, 162, 255, 223, 128, 1, 149, 241, 255,
  221, 224, 255, 255, 128, 128, 128, 184, 141, 234, 253, 222, 220, 255, 199, 128, 128, 128, 81, 99, 181, 242, 176,
  190, 249, 202, 255, 255, 128, 1, 129, 232, 253, 214, 197, 242, 196, 255, 255, 128, 99, 121, 210, 250, 201, 198,
  255, 202, 128, 128, 128, 23, 91, 163, 242, 170, 187, 247, 210, 255, 255, 128, 1, 200, 246, 255, 234, 255, 128, 128,
  128, 128, 128, 109, 178, 241, 255, 231, 245, 255, 255, 128, 128, 128, 44, 130, 201, 253, 205, 192, 255, 255, 128,
  128, 128, 1, 132, 239, 251, 219, 209, 255, 165, 128, 128, 128, 94, 136, 225, 251, 218, 190, 255, 255, 128, 128,
  128, 22, 100, 174, 245, 186, 161, 255, 199, 128, 128, 128, 1, 182, 249, 255, 232, 235, 128, 128, 128, 128, 128,
  124, 143, 241, 255, 227, 234, 128, 128, 128, 128, 128, 35, 77, 181, 251, 193, 211, 255, 205, 128, 128, 128, 1, 157,
  247, 255, 236, 231, 255, 255, 128, 128, 128, 121, 141, 235, 255, 225, 227, 255, 255, 128, 128, 128, 45, 99, 188,
  251, 195, 217, 255, 224, 128, 128, 128, 1, 1, 251, 255, 213, 255, 128, 128, 128, 128, 128, 203, 1, 248, 255, 255,
  128, 128, 128, 128, 128, 128, 137, 1, 177, 255, 224, 255, 128, 128, 128, 128, 128, 253, 9, 248, 251, 207, 208, 255,
  192, 128, 128, 128, 175, 13, 224, 243, 193, 185, 249, 198, 255, 255, 128, 73, 17, 171, 221, 161, 179, 236, 167,
  255, 234, 128, 1, 95, 247, 253, 212, 183, 255, 255, 128, 128, 128, 239, 90, 244, 250, 211, 209, 255, 255, 128, 128,
  128, 155, 77, 195, 248, 188, 195, 255, 255, 128, 128, 128, 1, 24, 239, 251, 218, 219, 255, 205, 128, 128, 128, 201,
  51, 219, 255, 196, 186, 128, 128, 128, 128, 128, 69, 46, 190, 239, 201, 218, 255, 228, 128, 128, 128, 1, 191, 251,
  255, 255, 128, 128, 128, 128, 128, 128, 223, 165, 249, 255, 213, 255, 128, 128, 128, 128, 128, 141, 124, 248, 255,
  255, 128, 128, 128, 128, 128, 128, 1, 16, 248, 255, 255, 128, 128, 128, 128, 128, 128, 190, 36, 230, 255, 236, 255,
  128, 128, 128, 128, 128, 149, 1, 255, 128, 128, 128, 128, 128, 128, 128, 128, 1, 226, 255, 128, 128, 128, 128, 128,
  128, 128, 128, 247, 192, 255, 128, 128, 128, 128, 128, 128, 128, 128, 240, 128, 255, 128, 128, 128, 128, 128, 128,
  128, 128, 1, 134, 252, 255, 255, 128, 128, 128, 128, 128, 128, 213, 62, 250, 255, 255, 128, 128, 128, 128, 128,
  128, 55, 93, 255, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
  128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 202,
  24, 213, 235, 186, 191, 220, 160, 240, 175, 255, 126, 38, 182, 232, 169, 184, 228, 174, 255, 187, 128, 61, 46, 138,
  219, 151, 178, 240, 170, 255, 216, 128, 1, 112, 230, 250, 199, 191, 247, 159, 255, 255, 128, 166, 109, 228, 252,
  211, 215, 255, 174, 128, 128, 128, 39, 77, 162, 232, 172, 180, 245, 178, 255, 255, 128, 1, 52, 220, 246, 198, 199,
  249, 220, 255, 255, 128, 124, 74, 191, 243, 183, 193, 250, 221, 255, 255, 128, 24, 71, 130, 219, 154, 170, 243,
  182, 255, 255, 128, 1, 182, 225, 249, 219, 240, 255, 224, 128, 128, 128, 149, 150, 226, 252, 216, 205, 255, 171,
  128, 128, 128, 28, 108, 170, 242, 183, 194, 254, 223, 255, 255, 128, 1, 81, 230, 252, 204, 203, 255, 192, 128, 128,
  128, 123, 102, 209, 247, 188, 196, 255, 233, 128, 128, 128, 20, 95, 153, 243, 164, 173, 255, 203, 128, 128, 128, 1,
  222, 248, 255, 216, 213, 128, 128, 128, 128, 128, 168, 175, 246, 252, 235, 205, 255, 255, 128, 128, 128, 47, 116,
  215, 255, 211, 212, 255, 255, 128, 128, 128, 1, 121, 236, 253, 212, 214, 255, 255, 128, 128, 128, 141, 84, 213,
  252, 201, 202, 255, 219, 128, 128, 128, 42, 80, 160, 240, 162, 185, 255, 205, 128, 128, 128, 1, 1, 255, 128, 128,
  128, 128, 128, 128, 128, 128, 244, 1, 255, 128, 128, 128, 128, 128, 128, 128, 128, 238, 1, 255, 128, 128, 128, 128,
  128, 128, 128, 128,
]);

/** Probabilities of a 4 x 4 mode by the modes above and to the left (section 11.5), in the order of `Mode` below. */
const MODE_PROBABILITIES = memory.data<u8>([
  231, 120, 48, 89, 115, 113, 120, 152, 112, 152, 179, 64, 126, 170, 118, 46, 70, 95, 175, 69, 143, 80, 85, 82, 72,
  155, 103, 56, 58, 10, 171, 218, 189, 17, 13, 152, 114, 26, 17, 163, 44, 195, 21, 10, 173, 121, 24, 80, 195, 26, 62,
  44, 64, 85, 144, 71, 10, 38, 171, 213, 144, 34, 26, 170, 46, 55, 19, 136, 160, 33, 206, 71, 63, 20, 8, 114, 114,
  208, 12, 9, 226, 81, 40, 11, 96, 182, 84, 29, 16, 36, 134, 183, 89, 137, 98, 101, 106, 165, 148, 72, 187, 100, 130,
  157, 111, 32, 75, 80, 66, 102, 167, 99, 74, 62, 40, 234, 128, 41, 53, 9, 178, 241, 141, 26, 8, 107, 74, 43, 26,
  146, 73, 166, 49, 23, 157, 65, 38, 105, 160, 51, 52, 31, 115, 128, 104, 79, 12, 27, 217, 255, 87, 17, 7, 87, 68,
  71, 44, 114, 51, 15, 186, 23, 47, 41, 14, 110, 182, 183, 21, 17, 194, 66, 45, 25, 102, 197, 189, 23, 18, 22, 88,
  88, 147, 150, 42, 46, 45, 196, 205, 43, 97, 183, 117, 85, 38, 35, 179, 61, 39, 53, 200, 87, 26, 21, 43, 232, 171,
  56, 34, 51, 104, 114, 102, 29, 93, 77, 39, 28, 85, 171, 58, 165, 90, 98, 64, 34, 22, 116, 206, 23, 34, 43, 166, 73,
  107, 54, 32, 26, 51, 1, 81, 43, 31, 68, 25, 106, 22, 64, 171, 36, 225, 114, 34, 19, 21, 102, 132, 188, 16, 76, 124,
  62, 18, 78, 95, 85, 57, 50, 48, 51, 193, 101, 35, 159, 215, 111, 89, 46, 111, 60, 148, 31, 172, 219, 228, 21, 18,
  111, 112, 113, 77, 85, 179, 255, 38, 120, 114, 40, 42, 1, 196, 245, 209, 10, 25, 109, 88, 43, 29, 140, 166, 213,
  37, 43, 154, 61, 63, 30, 155, 67, 45, 68, 1, 209, 100, 80, 8, 43, 154, 1, 51, 26, 71, 142, 78, 78, 16, 255, 128,
  34, 197, 171, 41, 40, 5, 102, 211, 183, 4, 1, 221, 51, 50, 17, 168, 209, 192, 23, 25, 82, 138, 31, 36, 171, 27,
  166, 38, 44, 229, 67, 87, 58, 169, 82, 115, 26, 59, 179, 63, 59, 90, 180, 59, 166, 93, 73, 154, 40, 40, 21, 116,
  143, 209, 34, 39, 175, 47, 15, 16, 183, 34, 223, 49, 45, 183, 46, 17, 33, 183, 6, 98, 15, 32, 183, 57, 46, 22, 24,
  128, 1, 54, 17, 37, 65, 32, 73, 115, 28, 128, 23, 128, 205, 40, 3, 9, 115, 51, 192, 18, 6, 223, 87, 37, 9, 115, 59,
  77, 64, 21, 47, 104, 55, 44, 218, 9, 54, 53, 130, 226, 64, 90, 70, 205, 40, 41, 23, 26, 57, 54, 57, 112, 184, 5,
  41, 38, 166, 213, 30, 34, 26, 133, 152, 116, 10, 32, 134, 39, 19, 53, 221, 26, 114, 32, 73, 255, 31, 9, 65, 234, 2,
  15, 1, 118, 73, 75, 32, 12, 51, 192, 255, 160, 43, 51, 88, 31, 35, 67, 102, 85, 55, 186, 85, 56, 21, 23, 111, 59,
  205, 45, 37, 192, 55, 38, 70, 124, 73, 102, 1, 34, 98, 125, 98, 42, 88, 104, 85, 117, 175, 82, 95, 84, 53, 89, 128,
  100, 113, 101, 45, 75, 79, 123, 47, 51, 128, 81, 171, 1, 57, 17, 5, 71, 102, 57, 53, 41, 49, 38, 33, 13, 121, 57,
  73, 26, 1, 85, 41, 10, 67, 138, 77, 110, 90, 47, 114, 115, 21, 2, 10, 102, 255, 166, 23, 6, 101, 29, 16, 10, 85,
  128, 101, 196, 26, 57, 18, 10, 102, 102, 213, 34, 20, 43, 117, 20, 15, 36, 163, 128, 68, 1, 26, 102, 61, 71, 37,
  34, 53, 31, 243, 192, 69, 60, 71, 38, 73, 119, 28, 222, 37, 68, 45, 128, 34, 1, 47, 11, 245, 171, 62, 17, 19, 70,
  146, 85, 55, 62, 70, 37, 43, 37, 154, 100, 163, 85, 160, 1, 63, 9, 92, 136, 28, 64, 32, 201, 85, 75, 15, 9, 9, 64,
  255, 184, 119, 16, 86, 6, 28, 5, 64, 255, 25, 248, 1, 56, 8, 17, 132, 137, 255, 55, 116, 128, 58, 15, 20, 82, 135,
  57, 26, 121, 40, 164, 50, 31, 137, 154, 133, 25, 35, 218, 51, 103, 44, 131, 131, 123, 31, 6, 158, 86, 40, 64, 135,
  148, 224, 45, 183, 128, 22, 26, 17, 131, 240, 154, 14, 1, 209, 45, 16, 21, 91, 64, 222, 7, 1, 197, 56, 21, 39, 155,
  60, 138, 23, 102, 213, 83, 12, 13, 54, 192, 255, 68, 47, 28, 85, 26, 85, 85, 128, 128, 32, 146, 171, 18, 11, 7, 63,
  144, 171, 4, 4, 246, 35, 27, 10, 146, 174, 171, 12, 26, 128, 190, 80, 35, 99, 180, 80, 126, 54, 45, 85, 126, 47,
  87, 176, 51, 41, 20, 32, 101, 75, 128, 139, 118, 146, 116, 128, 85, 56, 41, 15, 176, 236, 85, 37, 9, 62, 71, 30,
  17, 119, 118, 255, 17, 18, 138, 101, 38, 60, 138, 55, 70, 43, 26, 142, 146, 36, 19, 30, 171, 255, 97, 27, 20, 138,
  45, 61, 62, 219, 1, 81, 188, 64, 32, 41, 20, 117, 151, 142, 20, 21, 163, 112, 19, 12, 61, 195, 128, 48, 4, 24,
]);

/** Steps of quantization (section 14.1). */
const DC_STEPS = memory.data<u8>([
  4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 17, 18, 19, 20, 20, 21, 21, 22, 22, 23, 23, 24, 25, 25, 26,
  27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 46, 47, 48, 49, 50, 51, 52, 53,
  54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 76, 77, 78, 79, 80, 81,
  82, 83, 84, 85, 86, 87, 88, 89, 91, 93, 95, 96, 98, 100, 101, 102, 104, 106, 108, 110, 112, 114, 116, 118, 122,
  124, 126, 128, 130, 132, 134, 136, 138, 140, 143, 145, 148, 151, 154, 157,
]);
const AC_STEPS = memory.data<u16>([
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
  34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 60, 62, 64, 66,
  68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100, 102, 104, 106, 108, 110, 112, 114, 116, 119,
  122, 125, 128, 131, 134, 137, 140, 143, 146, 149, 152, 155, 158, 161, 164, 167, 170, 173, 177, 181, 185, 189, 193,
  197, 201, 205, 209, 213, 217, 221, 225, 229, 234, 239, 245, 249, 254, 259, 264, 269, 274, 279, 284,
]);

/** Where coefficient n of 16 finds its probabilities: 33 bytes a band; one more for what stands behind the last. */
const BANDS = memory.data<u16>([0, 33, 66, 99, 198, 132, 165, 198, 198, 198, 198, 198, 198, 198, 198, 231, 0]);
const ZIGZAG = memory.data<u8>([0, 2, 8, 16, 10, 4, 6, 12, 18, 24, 26, 20, 14, 22, 28, 30]);
/** Extra bits of the categories 3 to 6, each ended by 0, 12 bytes a category. */
const CATEGORIES = memory.data<u8>([
  173, 148, 140, 0, 0, 0, 0, 0, 0, 0, 0, 0, 176, 155, 140, 135, 0, 0, 0, 0, 0, 0, 0, 0, 180, 157, 141, 134, 130, 0, 0, 0, 0, 0,
  0, 0, 254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129, 0,
]);

/** Whole-block and 4 x 4 modes share their first four. */
const MODE_DC: u32 = 0;
const MODE_TRUE_MOTION: u32 = 1;
const MODE_VERTICAL: u32 = 2;
const MODE_HORIZONTAL: u32 = 3;
const MODE_RIGHT_DOWN: u32 = 4;
const MODE_VERTICAL_RIGHT: u32 = 5;
const MODE_LEFT_DOWN: u32 = 6;
const MODE_VERTICAL_LEFT: u32 = 7;
const MODE_HORIZONTAL_DOWN: u32 = 8;

const PROBABILITIES = memory.data(1056);
/** Blocks of 16 coefficients: 16 of luma, 4 of U, 4 of V; then those of second-order luma. */
const COEFFICIENTS = memory.data(24 * 32);
const SECOND = memory.data(32);
/** Modes of the blocks to the left. */
const LEFT_MODES = memory.data(4);
/** By segment: luma DC and AC steps, second-order DC and AC, chroma DC and AC; u16 each, 16 bytes a segment. */
const STEPS = memory.data(4 * 16);
/** By segment, then by whether the block is predicted in parts: limit, inner limit, threshold, unused. */
const STRENGTHS = memory.data(4 * 2 * 4);
const SEGMENT_PROBABILITIES = memory.data(3);
/** A reader: u64 value, u32 range, i32 bits, u32 next byte, u32 end, u32 whether it read past that. */
const READERS = memory.data(9 * 32);
const LUMAS = memory.data(256);
const TURNED = memory.data(16 * 8);
const EDGES = memory.data(16);

export const COMPLETE = 0;
export const CUT = 1;
export const BROKEN = 2;
export const UNSUPPORTED = 3;

let value: u64 = 0;
let range: u32 = 0;
let bits: i32 = 0;
let next: usize = 0;
let end: usize = 0;
let isPast: bool = false;

let partitions: u32 = 0;

/** First address behind the tables. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

function openReader(from: usize, to: usize): void {
  value = 0;
  range = 254;
  bits = -8;
  next = from;
  end = to;
  isPast = false;
}

function saveReader(index: u32): void {
  const at = READERS + (index << 5);
  store<u64>(at, value);
  store<u32>(at, range, 8);
  store<i32>(at, bits, 12);
  store<u32>(at, <u32>next, 16);
  store<u32>(at, <u32>end, 20);
  store<u32>(at, isPast ? 1 : 0, 24);
}

function loadReader(index: u32): void {
  const at = READERS + (index << 5);
  value = load<u64>(at);
  range = load<u32>(at, 8);
  bits = load<i32>(at, 12);
  next = load<u32>(at, 16);
  end = load<u32>(at, 20);
  isPast = load<u32>(at, 24) != 0;
}

/** How many partitions of coefficients the last frame had. */
export function partitionCount(): u32 {
  return partitions;
}

/** Bytes of a partition that were never looked at: 0 the modes, then the coefficients. */
export function unread(index: u32): u32 {
  loadReader(index);
  // Whole bytes that were loaded ahead count as unread.
  const ahead = bits > 0 ? bits >> 3 : 0;
  return <u32>(end - next) + ahead;
}

/** One zero byte past the end is given, as libwebp gives it; asking for it marks the reader. */
function fill(): void {
  if (next + 8 <= end) {
    value = (value << 56) | (bswap<u64>(load<u64>(next)) >> 8);
    next += 7;
    bits += 56;
  } else if (next < end) {
    value = (value << 8) | load<u8>(next);
    next += 1;
    bits += 8;
  } else if (!isPast) {
    value <<= 8;
    bits += 8;
    isPast = true;
  } else bits = 0;
}

function bit(probability: u32): u32 {
  if (bits < 0) fill();
  const split = (range * probability) >> 8;
  const top = <u32>(value >> bits);
  let answer: u32 = 0;
  if (top > split) {
    range -= split;
    value -= <u64>(split + 1) << bits;
    answer = 1;
  } else range = split + 1;
  const shift = clz(range) - 24;
  range = (range << shift) - 1;
  bits -= shift;
  return answer;
}

function number(count: u32): u32 {
  let made: u32 = 0;
  for (let i: u32 = 0; i < count; i += 1) made = (made << 1) | bit(128);
  return made;
}

function signed(count: u32): i32 {
  const made = <i32>number(count);
  return bit(128) ? -made : made;
}

@inline
function optional(count: u32): i32 {
  return bit(128) ? signed(count) : 0;
}

@inline
function clamp(value: i32, most: i32): i32 {
  return value < 0 ? 0 : min(value, most);
}

/** A coefficient of 2 or more; its place in the tree is that of `node`. */
function large(node: usize): i32 {
  if (!bit(load<u8>(node, 3))) {
    if (!bit(load<u8>(node, 4))) return 2;
    return 3 + bit(load<u8>(node, 5));
  }
  if (!bit(load<u8>(node, 6))) {
    if (!bit(load<u8>(node, 7))) return 5 + bit(159);
    const upper = bit(165) << 1;
    return 7 + upper + bit(145);
  }
  const high = bit(load<u8>(node, 8));
  const category = (high << 1) + bit(load<u8>(node + high, 9));
  let made: i32 = 0;
  for (let at = CATEGORIES + category * 12; load<u8>(at) != 0; at += 1) made = (made << 1) | bit(load<u8>(at));
  return made + 3 + (8 << category);
}

/**
 * One block's coefficients from `first` on, in place and multiplied. Answers the place behind the last one. The decoder of bits is written
 * out three times: globals are not kept in registers, and this is where half of all time goes.
 */
function coefficients(probabilities: usize, context: u32, steps: usize, first: u32, target: usize): u32 {
  let n = first;
  let node = probabilities + load<u16>(BANDS + (n << 1)) + context * 11;
  let held = value;
  let width = range;
  let left = bits;
  let isOpen = true;
  while (n < 16) {
    if (isOpen) {
      if (left < 0) {
        value = held;
        bits = left;
        fill();
        held = value;
        left = bits;
      }
      const split = (width * load<u8>(node)) >> 8;
      if (<u32>(held >> left) <= split) {
        width = split + 1;
        const shift = clz(width) - 24;
        width = (width << shift) - 1;
        left -= shift;
        break;
      }
      width -= split;
      held -= <u64>(split + 1) << left;
      const shift = clz(width) - 24;
      width = (width << shift) - 1;
      left -= shift;
    }
    if (left < 0) {
      value = held;
      bits = left;
      fill();
      held = value;
      left = bits;
    }
    let split = (width * load<u8>(node, 1)) >> 8;
    if (<u32>(held >> left) <= split) {
      width = split + 1;
      const shift = clz(width) - 24;
      width = (width << shift) - 1;
      left -= shift;
      n += 1;
      node = probabilities + load<u16>(BANDS + (n << 1));
      isOpen = false;
      continue;
    }
    width -= split;
    held -= <u64>(split + 1) << left;
    let shift = clz(width) - 24;
    width = (width << shift) - 1;
    left -= shift;

    if (left < 0) {
      value = held;
      bits = left;
      fill();
      held = value;
      left = bits;
    }
    split = (width * load<u8>(node, 2)) >> 8;
    let level: i32 = 1;
    const behind = probabilities + load<u16>(BANDS + (n << 1), 2);
    if (<u32>(held >> left) <= split) {
      width = split + 1;
      shift = clz(width) - 24;
      width = (width << shift) - 1;
      left -= shift;
      node = behind + 11;
    } else {
      width -= split;
      held -= <u64>(split + 1) << left;
      shift = clz(width) - 24;
      value = held;
      range = (width << shift) - 1;
      bits = left - shift;
      level = large(node);
      held = value;
      width = range;
      left = bits;
      node = behind + 22;
    }
    // The sign: both halves of the range are equally likely, so it shrinks by one bit.
    if (left < 0) {
      value = held;
      bits = left;
      fill();
      held = value;
      left = bits;
    }
    split = width >> 1;
    if (<u32>(held >> left) > split) {
      held -= <u64>(split + 1) << left;
      width -= split;
      level = -level;
    } else width = split + 1;
    shift = clz(width) - 24;
    width = (width << shift) - 1;
    left -= shift;
    store<i16>(target + load<u8>(ZIGZAG + n), <i16>(level * <i32>load<u16>(steps + (n > 0 ? 2 : 0))));
    n += 1;
    isOpen = true;
  }
  value = held;
  range = width;
  bits = left;
  return n;
}

/** The second-order coefficients spread over the DC of the 16 luma blocks (section 14.3). */
function spread(from: usize, target: usize): void {
  for (let i: usize = 0; i < 8; i += 2) {
    const a = <i32>load<i16>(from + i);
    const b = <i32>load<i16>(from + i, 8);
    const c = <i32>load<i16>(from + i, 16);
    const d = <i32>load<i16>(from + i, 24);
    store<i16>(from + i, <i16>(a + d + b + c));
    store<i16>(from + i, <i16>(a - d + b - c), 8);
    store<i16>(from + i, <i16>(a + d - b - c), 16);
    store<i16>(from + i, <i16>(a - d - b + c), 24);
  }
  for (let i: usize = 0; i < 4; i += 1, from += 8, target += 128) {
    const a = <i32>load<i16>(from) + 3;
    const b = <i32>load<i16>(from, 2);
    const c = <i32>load<i16>(from, 4);
    const d = <i32>load<i16>(from, 6);
    store<i16>(target, <i16>((a + d + b + c) >> 3));
    store<i16>(target, <i16>((a - d + b - c) >> 3), 32);
    store<i16>(target, <i16>((a + d - b - c) >> 3), 64);
    store<i16>(target, <i16>((a - d - b + c) >> 3), 96);
  }
}

@inline
function byCosine(value: v128): v128 {
  return i32x4.add(i32x4.shr_s(i32x4.mul(value, i32x4.splat(20091)), 16), value);
}

@inline
function bySine(value: v128): v128 {
  return i32x4.shr_s(i32x4.mul(value, i32x4.splat(35468)), 16);
}

/** Adds the inverse transform of a block to its prediction (section 14.4). */
function addBlock(from: usize, target: usize, stride: usize): void {
  let a = v128.load16x4_s(from);
  let b = v128.load16x4_s(from, 8);
  let c = v128.load16x4_s(from, 16);
  let d = v128.load16x4_s(from, 24);
  for (let pass = 0; pass < 2; pass += 1) {
    if (pass == 1) a = i32x4.add(a, i32x4.splat(4));
    const even = i32x4.add(a, c);
    const odd = i32x4.sub(a, c);
    const low = i32x4.sub(bySine(b), byCosine(d));
    const high = i32x4.add(byCosine(b), bySine(d));
    a = i32x4.add(even, high);
    b = i32x4.add(odd, low);
    c = i32x4.sub(odd, low);
    d = i32x4.sub(even, high);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    a = v128.shuffle<i64>(ab, cd, 0, 2);
    b = v128.shuffle<i64>(ab, cd, 1, 3);
    c = v128.shuffle<i64>(abHigh, cdHigh, 0, 2);
    d = v128.shuffle<i64>(abHigh, cdHigh, 1, 3);
  }
  addRow(a, target);
  addRow(b, target + stride);
  addRow(c, target + 2 * stride);
  addRow(d, target + 3 * stride);
}

@inline
function addRow(values: v128, target: usize): void {
  const before = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(target)));
  const sum = i32x4.add(before, i32x4.shr_s(values, 3));
  const shorts = i16x8.narrow_i32x4_s(sum, sum);
  v128.store_lane<u32>(target, i8x16.narrow_i16x8_u(shorts, shorts), 0);
}

function addLevel(level: i32, target: usize, stride: usize): void {
  const change = i16x8.splat(<i16>level);
  for (let y: usize = 0; y < 4; y += 1, target += stride) {
    const sum = i16x8.add(i16x8.extend_low_i8x16_u(v128.load32_zero(target)), change);
    v128.store_lane<u32>(target, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}

function predictWhole(mode: u32, target: usize, stride: usize, column: u32, row: u32): void {
  const above = v128.load(target - stride);
  if (mode == MODE_TRUE_MOTION) {
    const corner = <i16>load<u8>(target - stride - 1);
    const low = i16x8.extend_low_i8x16_u(above);
    const high = i16x8.extend_high_i8x16_u(above);
    for (let y: usize = 0; y < 16; y += 1, target += stride) {
      const change = i16x8.splat(<i16>load<u8>(target - 1) - corner);
      v128.store(target, i8x16.narrow_i16x8_u(i16x8.add(low, change), i16x8.add(high, change)));
    }
    return;
  }
  if (mode == MODE_HORIZONTAL) {
    for (let y: usize = 0; y < 16; y += 1, target += stride) v128.store(target, i8x16.splat(load<u8>(target - 1)));
    return;
  }
  let fillWith = above;
  if (mode == MODE_DC) {
    let sum: u32 = 0;
    if (row > 0) for (let x: usize = 0; x < 16; x += 1) sum += load<u8>(target - stride + x);
    if (column > 0) for (let y: usize = 0; y < 16; y += 1) sum += load<u8>(target + y * stride - 1);
    let level: u32 = 128;
    if (row > 0 && column > 0) level = (sum + 16) >> 5;
    else if (row > 0 || column > 0) level = (sum + 8) >> 4;
    fillWith = i8x16.splat(<u8>level);
  }
  for (let y: usize = 0; y < 16; y += 1, target += stride) v128.store(target, fillWith);
}

@inline
function edge(index: usize): u32 {
  return load<u8>(EDGES + index);
}

@inline
function two(at: usize): u32 {
  return (edge(at) + edge(at + 1) + 1) >> 1;
}

@inline
function three(at: usize): u32 {
  return (edge(at) + 2 * edge(at + 1) + edge(at + 2) + 2) >> 2;
}

@inline
function pack(a: u32, b: u32, c: u32, d: u32): u32 {
  return a | (b << 8) | (c << 16) | (d << 24);
}

/** EDGES: left side from the bottom (0 to 3), corner (4), four above (5 to 8), four above to the right (9 to 12). Section 12.3. */
function predictPart(mode: u32, target: usize, stride: usize, aboveRight: u32): void {
  store<u8>(EDGES, load<u8>(target + 3 * stride - 1));
  store<u8>(EDGES, load<u8>(target + 2 * stride - 1), 1);
  store<u8>(EDGES, load<u8>(target + stride - 1), 2);
  store<u8>(EDGES, load<u8>(target - 1), 3);
  store<u8>(EDGES, load<u8>(target - stride - 1), 4);
  store<u32>(EDGES, load<u32>(target - stride), 5);
  store<u32>(EDGES, aboveRight, 9);
  let a: u32 = 0;
  let b: u32 = 0;
  let c: u32 = 0;
  let d: u32 = 0;
  if (mode == MODE_DC) {
    let sum: u32 = 4;
    for (let i: usize = 0; i < 4; i += 1) sum += edge(i) + edge(5 + i);
    a = (sum >> 3) * 0x01010101;
    b = a;
    c = a;
    d = a;
  } else if (mode == MODE_TRUE_MOTION) {
    const above = i16x8.extend_low_i8x16_u(v128.load32_zero(target - stride));
    const corner = <i16>edge(4);
    for (let y: usize = 0; y < 4; y += 1, target += stride) {
      const sum = i16x8.add(above, i16x8.splat(<i16>edge(3 - y) - corner));
      v128.store_lane<u32>(target, i8x16.narrow_i16x8_u(sum, sum), 0);
    }
    return;
  } else if (mode == MODE_VERTICAL) {
    a = pack(three(4), three(5), three(6), three(7));
    b = a;
    c = a;
    d = a;
  } else if (mode == MODE_HORIZONTAL) {
    a = three(2) * 0x01010101;
    b = three(1) * 0x01010101;
    c = three(0) * 0x01010101;
    d = ((edge(1) + 3 * edge(0) + 2) >> 2) * 0x01010101;
  } else if (mode == MODE_RIGHT_DOWN) {
    d = pack(three(0), three(1), three(2), three(3));
    c = (d >> 8) | (three(4) << 24);
    b = (c >> 8) | (three(5) << 24);
    a = (b >> 8) | (three(6) << 24);
  } else if (mode == MODE_VERTICAL_RIGHT) {
    a = pack(two(4), two(5), two(6), two(7));
    b = pack(three(3), three(4), three(5), three(6));
    c = (a << 8) | three(2);
    d = (b << 8) | three(1);
  } else if (mode == MODE_LEFT_DOWN) {
    a = pack(three(5), three(6), three(7), three(8));
    b = (a >> 8) | (three(9) << 24);
    c = (b >> 8) | (three(10) << 24);
    d = (c >> 8) | (((edge(11) + 3 * edge(12) + 2) >> 2) << 24);
  } else if (mode == MODE_VERTICAL_LEFT) {
    a = pack(two(5), two(6), two(7), two(8));
    b = pack(three(5), three(6), three(7), three(8));
    c = (a >> 8) | (three(9) << 24);
    d = (b >> 8) | (three(10) << 24);
  } else if (mode == MODE_HORIZONTAL_DOWN) {
    d = pack(two(0), three(0), two(1), three(1));
    c = pack(two(1), three(1), two(2), three(2));
    b = pack(two(2), three(2), two(3), three(3));
    a = pack(two(3), three(3), three(4), three(5));
  } else {
    const last = edge(0);
    const bend = (edge(1) + 3 * last + 2) >> 2;
    a = pack(two(2), three(1), two(1), three(0));
    b = pack(two(1), three(0), two(0), bend);
    c = pack(two(0), bend, last, last);
    d = last * 0x01010101;
  }
  store<u32>(target, a);
  store<u32>(target + stride, b);
  store<u32>(target + 2 * stride, c);
  store<u32>(target + 3 * stride, d);
}

function partMode(above: u32, left: u32): u32 {
  const node = MODE_PROBABILITIES + (above * 10 + left) * 9;
  if (!bit(load<u8>(node))) return MODE_DC;
  if (!bit(load<u8>(node, 1))) return MODE_TRUE_MOTION;
  if (!bit(load<u8>(node, 2))) return MODE_VERTICAL;
  if (!bit(load<u8>(node, 3))) {
    if (!bit(load<u8>(node, 4))) return MODE_HORIZONTAL;
    return MODE_RIGHT_DOWN + bit(load<u8>(node, 5));
  }
  if (!bit(load<u8>(node, 6))) return MODE_LEFT_DOWN;
  if (!bit(load<u8>(node, 7))) return MODE_VERTICAL_LEFT;
  return MODE_HORIZONTAL_DOWN + bit(load<u8>(node, 8));
}

// What is kept of a block, 32 bytes: 16 modes; segment, whether it is skipped, whether it is predicted in parts, whether its inner edges
// are filtered; of the row above: which blocks have coefficients, whether second-order ones exist; the mode of its chroma; four modes of
// its lowest blocks.
const BLOCK_BYTES: usize = 32;
const SEGMENT: usize = 16;
const SKIPPED: usize = 17;
const IN_PARTS: usize = 18;
const INNER: usize = 19;
const FILLED: usize = 20;
const SECOND_FILLED: usize = 21;
const CHROMA: usize = 22;
const LOWEST: usize = 24;

let hasSegmentMap: bool = false;
let skipProbability: u32 = 0;
let canSkip: bool = false;

function readModes(block: usize): void {
  let segment: u32 = 0;
  if (hasSegmentMap) {
    segment = bit(load<u8>(SEGMENT_PROBABILITIES))
      ? 2 + bit(load<u8>(SEGMENT_PROBABILITIES, 2))
      : bit(load<u8>(SEGMENT_PROBABILITIES, 1));
  }
  store<u8>(block + SEGMENT, <u8>segment);
  store<u8>(block + SKIPPED, canSkip ? <u8>bit(skipProbability) : 0);
  const isWhole = bit(145) != 0;
  store<u8>(block + IN_PARTS, isWhole ? 0 : 1);
  if (isWhole) {
    let mode: u32 = 0;
    if (bit(156)) mode = bit(128) ? MODE_TRUE_MOTION : MODE_HORIZONTAL;
    else mode = bit(163) ? MODE_VERTICAL : MODE_DC;
    store<u8>(block, <u8>mode);
    store<u32>(block + LOWEST, mode * 0x01010101);
    store<u32>(LEFT_MODES, mode * 0x01010101);
  } else {
    for (let y: usize = 0; y < 4; y += 1) {
      let mode = <u32>load<u8>(LEFT_MODES + y);
      for (let x: usize = 0; x < 4; x += 1) {
        mode = partMode(load<u8>(block + LOWEST + x), mode);
        store<u8>(block + LOWEST + x, <u8>mode);
        store<u8>(block + y * 4 + x, <u8>mode);
      }
      store<u8>(LEFT_MODES + y, <u8>mode);
    }
  }
  let chroma = MODE_DC;
  if (bit(142)) {
    chroma = MODE_VERTICAL;
    if (bit(114)) chroma = bit(183) ? MODE_TRUE_MOTION : MODE_HORIZONTAL;
  }
  store<u8>(block + CHROMA, <u8>chroma);
}

let leftFilled: u32 = 0;
let leftSecond: u32 = 0;
/** For each of the 16 luma blocks two bits: nothing, a DC alone, more. */
let contents: u32 = 0;
/** The same of the four blocks of U, then of V. */
let chromaContents: u32 = 0;

/** Answers whether the block holds any coefficient. */
function readResiduals(block: usize): bool {
  const steps = STEPS + (<usize>load<u8>(block + SEGMENT) << 4);
  memory.fill(COEFFICIENTS, 0, 768);
  let kind: usize = PROBABILITIES + 3 * 264;
  let first: u32 = 0;
  if (!load<u8>(block + IN_PARTS)) {
    memory.fill(SECOND, 0, 32);
    const context = load<u8>(block + SECOND_FILLED) + leftSecond;
    const last = coefficients(PROBABILITIES + 264, context, steps + 4, 0, SECOND);
    leftSecond = last > 0 ? 1 : 0;
    store<u8>(block + SECOND_FILLED, <u8>leftSecond);
    if (last > 1) spread(SECOND, COEFFICIENTS);
    else {
      const level = <i16>((<i32>load<i16>(SECOND) + 3) >> 3);
      for (let i: usize = 0; i < 512; i += 32) store<i16>(COEFFICIENTS + i, level);
    }
    kind = PROBABILITIES;
    first = 1;
  }
  let above = <u32>load<u8>(block + FILLED);
  let left = leftFilled;
  let isFilled: u32 = 0;
  contents = 0;
  for (let y: u32 = 0; y < 4; y += 1) {
    for (let x: u32 = 0; x < 4; x += 1) {
      const target = COEFFICIENTS + ((y * 4 + x) << 5);
      const last = coefficients(kind, ((above >> x) & 1) + ((left >> y) & 1), steps, first, target);
      const has: u32 = last > first ? 1 : 0;
      above = (above & ~(1 << x)) | (has << x);
      left = (left & ~(1 << y)) | (has << y);
      const content: u32 = last > 1 ? 2 : load<i16>(target) != 0 ? 1 : 0;
      contents |= content << ((y * 4 + x) << 1);
      isFilled |= has | content;
    }
  }
  chromaContents = 0;
  let index: u32 = 0;
  for (let plane: u32 = 4; plane < 8; plane += 2) {
    for (let y: u32 = plane; y < plane + 2; y += 1) {
      for (let x: u32 = plane; x < plane + 2; x += 1, index += 1) {
        const target = COEFFICIENTS + 512 + (index << 5);
        const last = coefficients(
          PROBABILITIES + 2 * 264, ((above >> x) & 1) + ((left >> y) & 1), steps + 8, 0, target);
        const has: u32 = last > 0 ? 1 : 0;
        above = (above & ~(1 << x)) | (has << x);
        left = (left & ~(1 << y)) | (has << y);
        chromaContents |= (last > 1 ? 2 : has) << (index << 1);
        isFilled |= has;
      }
    }
  }
  store<u8>(block + FILLED, <u8>above);
  leftFilled = left;
  return isFilled != 0;
}

function rebuild(block: usize, target: usize, stride: usize, column: u32, row: u32, isLast: bool): void {
  if (!load<u8>(block + IN_PARTS)) {
    predictWhole(load<u8>(block), target, stride, column, row);
    for (let i: u32 = 0; i < 16; i += 1) addPart(i, target + (i & 3) * 4 + (i >> 2) * 4 * stride, stride);
    return;
  }
  const above = target - stride;
  let corner = load<u32>(above + 16);
  if (row == 0) corner = 0x7f7f7f7f;
  else if (isLast) corner = <u32>load<u8>(above + 15) * 0x01010101;
  for (let i: u32 = 0; i < 16; i += 1) {
    const at = target + (i & 3) * 4 + (i >> 2) * 4 * stride;
    predictPart(load<u8>(block + i), at, stride, (i & 3) == 3 ? corner : load<u32>(at - stride + 4));
    addPart(i, at, stride);
  }
}

@inline
function addPart(index: u32, target: usize, stride: usize): void {
  addContent((contents >> (index << 1)) & 3, COEFFICIENTS + (index << 5), target, stride);
}

@inline
function addContent(content: u32, from: usize, target: usize, stride: usize): void {
  if (content == 2) addBlock(from, target, stride);
  else if (content == 1) addLevel((<i32>load<i16>(from) + 4) >> 3, target, stride);
}

/** The 8 x 8 of U, or of V, in one of the modes that whole blocks have (section 12.2). */
function predictChroma(mode: u32, target: usize, stride: usize, column: u32, row: u32): void {
  const above = v128.load64_zero(target - stride);
  if (mode == MODE_TRUE_MOTION) {
    const corner = <i16>load<u8>(target - stride - 1);
    const wide = i16x8.extend_low_i8x16_u(above);
    for (let y: usize = 0; y < 8; y += 1, target += stride) {
      const sum = i16x8.add(wide, i16x8.splat(<i16>load<u8>(target - 1) - corner));
      v128.store_lane<u64>(target, i8x16.narrow_i16x8_u(sum, sum), 0);
    }
    return;
  }
  if (mode == MODE_HORIZONTAL) {
    for (let y: usize = 0; y < 8; y += 1, target += stride) {
      store<u64>(target, <u64>load<u8>(target - 1) * 0x0101010101010101);
    }
    return;
  }
  let fillWith = load<u64>(target - stride);
  if (mode == MODE_DC) {
    let sum: u32 = 0;
    if (row > 0) for (let x: usize = 0; x < 8; x += 1) sum += load<u8>(target - stride + x);
    if (column > 0) for (let y: usize = 0; y < 8; y += 1) sum += load<u8>(target + y * stride - 1);
    let level: u32 = 128;
    if (row > 0 && column > 0) level = (sum + 8) >> 4;
    else if (row > 0 || column > 0) level = (sum + 4) >> 3;
    fillWith = <u64>level * 0x0101010101010101;
  }
  for (let y: usize = 0; y < 8; y += 1, target += stride) store<u64>(target, fillWith);
}

/** first: the first of the four blocks of coefficients. */
function rebuildChroma(mode: u32, first: u32, target: usize, stride: usize, column: u32, row: u32): void {
  predictChroma(mode, target, stride, column, row);
  for (let i: u32 = 0; i < 4; i += 1) {
    const index = first + i;
    const at = target + (i & 1) * 4 + (i >> 1) * 4 * stride;
    addContent((chromaContents >> (index << 1)) & 3, COEFFICIENTS + 512 + (index << 5), at, stride);
  }
}

@inline
function distance(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
}

@inline
function scaled(delta: v128, by: i16): v128 {
  const weights = i16x8.splat(by);
  const half = i16x8.splat(63);
  const low = i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_s(delta), weights), half), 7);
  const high = i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_s(delta), weights), half), 7);
  return i8x16.narrow_i16x8_s(low, high);
}

/** Smooths 16 places along an edge between the rows above `at` and those from it on (sections 15.2 and 15.3). kind: see below. */
function smooth(at: usize, stride: usize, limit: u8, inner: u8, threshold: u8, kind: u32): void {
  const p1 = v128.load(at - 2 * stride);
  const p0 = v128.load(at - stride);
  const q0 = v128.load(at);
  const q1 = v128.load(at + stride);
  const step = distance(p0, q0);
  const reach = i8x16.add_sat_u(i8x16.add_sat_u(step, step), i8x16.shr_u(distance(p1, q1), 1));
  let mask = i8x16.le_u(reach, i8x16.splat(limit));
  let steep = i8x16.splat(-1);
  let p2 = p1;
  let q2 = q1;
  if (kind != SIMPLE) {
    p2 = v128.load(at - 3 * stride);
    q2 = v128.load(at + 2 * stride);
    const near = i8x16.max_u(distance(p1, p0), distance(q1, q0));
    const far = i8x16.max_u(
      i8x16.max_u(distance(v128.load(at - 4 * stride), p2), distance(p2, p1)),
      i8x16.max_u(distance(v128.load(at + 3 * stride), q2), distance(q2, q1)),
    );
    mask = v128.and(mask, i8x16.le_u(i8x16.max_u(near, far), i8x16.splat(inner)));
    steep = i8x16.gt_u(near, i8x16.splat(threshold));
  }
  if (!v128.any_true(mask)) return;
  const flip = i8x16.splat(-128);
  const sp1 = v128.xor(p1, flip);
  const sp0 = v128.xor(p0, flip);
  const sq0 = v128.xor(q0, flip);
  const sq1 = v128.xor(q1, flip);
  const outer = i8x16.sub_sat_s(sp1, sq1);
  const middle = i8x16.sub_sat_s(sq0, sp0);
  let delta = kind == INSIDE ? v128.and(outer, steep) : outer;
  delta = i8x16.add_sat_s(i8x16.add_sat_s(i8x16.add_sat_s(delta, middle), middle), middle);
  delta = v128.and(delta, mask);
  const narrow = kind == BORDER ? v128.and(delta, steep) : delta;
  const one = i8x16.shr_s(i8x16.add_sat_s(narrow, i8x16.splat(4)), 3);
  const other = i8x16.shr_s(i8x16.add_sat_s(narrow, i8x16.splat(3)), 3);
  let newP0 = i8x16.add_sat_s(sp0, other);
  let newQ0 = i8x16.sub_sat_s(sq0, one);
  if (kind == INSIDE) {
    const side = v128.andnot(i8x16.shr_s(i8x16.add(one, i8x16.splat(1)), 1), steep);
    v128.store(at - 2 * stride, v128.xor(i8x16.add_sat_s(sp1, side), flip));
    v128.store(at + stride, v128.xor(i8x16.sub_sat_s(sq1, side), flip));
  } else if (kind == BORDER) {
    const wide = v128.andnot(delta, steep);
    const most = scaled(wide, 27);
    const some = scaled(wide, 18);
    const least = scaled(wide, 9);
    newP0 = i8x16.add_sat_s(newP0, most);
    newQ0 = i8x16.sub_sat_s(newQ0, most);
    v128.store(at - 2 * stride, v128.xor(i8x16.add_sat_s(sp1, some), flip));
    v128.store(at + stride, v128.xor(i8x16.sub_sat_s(sq1, some), flip));
    v128.store(at - 3 * stride, v128.xor(i8x16.add_sat_s(v128.xor(p2, flip), least), flip));
    v128.store(at + 2 * stride, v128.xor(i8x16.sub_sat_s(v128.xor(q2, flip), least), flip));
  }
  v128.store(at - stride, v128.xor(newP0, flip));
  v128.store(at, v128.xor(newQ0, flip));
}
const SIMPLE: u32 = 0;
const INSIDE: u32 = 1;
const BORDER: u32 = 2;

/** The same across: eight rows of eight pixels, and eight from `lower` on, are turned, smoothed and turned back. */
function smoothAcross(
  at: usize, lower: usize, stride: usize, limit: u8, inner: u8, threshold: u8, kind: u32,
): void {
  turn(at - 4, lower - 4, stride);
  smooth(TURNED + 64, 16, limit, inner, threshold, kind);
  backHalf(at - 4, stride, 0);
  backHalf(lower - 4, stride, 8);
}

/** Along an edge of 8 places of U and one of V, which are laid beside each other for it. */
function smoothChroma(u: usize, v: usize, stride: usize, limit: u8, inner: u8, threshold: u8, kind: u32): void {
  for (let y: usize = 0; y < 8; y += 1) {
    const at = (y - 4) * stride;
    store<u64>(TURNED + (y << 4), load<u64>(u + at));
    store<u64>(TURNED + (y << 4), load<u64>(v + at), 8);
  }
  smooth(TURNED + 64, 16, limit, inner, threshold, kind);
  for (let y: usize = 1; y < 7; y += 1) {
    const at = (y - 4) * stride;
    store<u64>(u + at, load<u64>(TURNED + (y << 4)));
    store<u64>(v + at, load<u64>(TURNED + (y << 4), 8));
  }
}

@inline
function pair(at: usize, stride: usize): v128 {
  return v128.shuffle<i8>(
    v128.load64_zero(at), v128.load64_zero(at + stride), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** Twice 8 rows of 8 bytes to 8 rows of 16 at TURNED. */
function turn(at: usize, lower: usize, stride: usize): void {
  const wide = stride << 1;
  const a = pair(at, stride);
  const b = pair(at + wide, stride);
  const c = pair(at + 2 * wide, stride);
  const d = pair(at + 3 * wide, stride);
  const e = pair(lower, stride);
  const f = pair(lower + wide, stride);
  const g = pair(lower + 2 * wide, stride);
  const h = pair(lower + 3 * wide, stride);
  const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  const abHigh = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  const cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  const cdHigh = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  const ef = v128.shuffle<i16>(e, f, 0, 8, 1, 9, 2, 10, 3, 11);
  const efHigh = v128.shuffle<i16>(e, f, 4, 12, 5, 13, 6, 14, 7, 15);
  const gh = v128.shuffle<i16>(g, h, 0, 8, 1, 9, 2, 10, 3, 11);
  const ghHigh = v128.shuffle<i16>(g, h, 4, 12, 5, 13, 6, 14, 7, 15);
  turnHalf(ab, cd, ef, gh, TURNED);
  turnHalf(abHigh, cdHigh, efHigh, ghHigh, TURNED + 64);
}

@inline
function turnHalf(ab: v128, cd: v128, ef: v128, gh: v128, target: usize): void {
  const upper = v128.shuffle<i32>(ab, cd, 0, 4, 1, 5);
  const upperHigh = v128.shuffle<i32>(ab, cd, 2, 6, 3, 7);
  const lower = v128.shuffle<i32>(ef, gh, 0, 4, 1, 5);
  const lowerHigh = v128.shuffle<i32>(ef, gh, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(upper, lower, 0, 2));
  v128.store(target, v128.shuffle<i64>(upper, lower, 1, 3), 16);
  v128.store(target, v128.shuffle<i64>(upperHigh, lowerHigh, 0, 2), 32);
  v128.store(target, v128.shuffle<i64>(upperHigh, lowerHigh, 1, 3), 48);
}

/** Eight rows again from the left or right half of the columns. */
@inline
function backHalf(at: usize, stride: usize, from: usize): void {
  const a = pair(TURNED + from, 16);
  const b = pair(TURNED + from + 32, 16);
  const c = pair(TURNED + from + 64, 16);
  const d = pair(TURNED + from + 96, 16);
  const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  const abHigh = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  const cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  const cdHigh = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  twoRows(v128.shuffle<i32>(ab, cd, 0, 4, 1, 5), at, stride);
  twoRows(v128.shuffle<i32>(ab, cd, 2, 6, 3, 7), at + 2 * stride, stride);
  twoRows(v128.shuffle<i32>(abHigh, cdHigh, 0, 4, 1, 5), at + 4 * stride, stride);
  twoRows(v128.shuffle<i32>(abHigh, cdHigh, 2, 6, 3, 7), at + 6 * stride, stride);
}

@inline
function twoRows(rows: v128, at: usize, stride: usize): void {
  v128.store_lane<u64>(at, rows, 0);
  v128.store_lane<u64>(at + stride, rows, 1);
}

@inline
function strengthOf(block: usize): usize {
  return STRENGTHS + (<usize>load<u8>(block + SEGMENT) << 3) + (<usize>load<u8>(block + IN_PARTS) << 2);
}

function smoothBlock(block: usize, target: usize, stride: usize, column: u32, row: u32, isSimple: bool): void {
  const strength = strengthOf(block);
  const limit = load<u8>(strength);
  if (limit == 0) return;
  const inner = load<u8>(strength, 1);
  const threshold = load<u8>(strength, 2);
  const atBorder = isSimple ? SIMPLE : BORDER;
  const within = isSimple ? SIMPLE : INSIDE;
  const hasInner = load<u8>(block + INNER) != 0;
  const lower = target + 8 * stride;
  if (column > 0) smoothAcross(target, lower, stride, limit + 4, inner, threshold, atBorder);
  if (hasInner) {
    for (let x: usize = 4; x < 16; x += 4) smoothAcross(target + x, lower + x, stride, limit, inner, threshold, within);
  }
  if (row > 0) smooth(target, stride, limit + 4, inner, threshold, atBorder);
  if (hasInner) {
    for (let y: usize = 4; y < 16; y += 4) smooth(target + y * stride, stride, limit, inner, threshold, within);
  }
}

/** The filter that is not the simple one; that leaves chroma as it is (section 15.2). */
function smoothChromaBlock(block: usize, u: usize, v: usize, stride: usize, column: u32, row: u32): void {
  const strength = strengthOf(block);
  const limit = load<u8>(strength);
  if (limit == 0) return;
  const inner = load<u8>(strength, 1);
  const threshold = load<u8>(strength, 2);
  const hasInner = load<u8>(block + INNER) != 0;
  if (column > 0) smoothAcross(u, v, stride, limit + 4, inner, threshold, BORDER);
  if (hasInner) smoothAcross(u + 4, v + 4, stride, limit, inner, threshold, INSIDE);
  if (row > 0) smoothChroma(u, v, stride, limit + 4, inner, threshold, BORDER);
  if (hasInner) smoothChroma(u + 4 * stride, v + 4 * stride, stride, limit, inner, threshold, INSIDE);
}

let isSimpleFilter: bool = false;
let filterLevel: i32 = 0;

/** Sections 9.3 to 9.6, 9.9 and 13.4. from: first byte behind the first partition. */
function readHeader(from: usize, to: usize): i32 {
  number(2); // Color space, and whether clamping is needed: libwebp always clamps.
  let isAbsolute = true;
  const hasSegments = bit(128) != 0;
  hasSegmentMap = false;
  memory.fill(SEGMENT_PROBABILITIES, 255, 3);
  let q0: i32 = 0, q1: i32 = 0, q2: i32 = 0, q3: i32 = 0;
  let f0: i32 = 0, f1: i32 = 0, f2: i32 = 0, f3: i32 = 0;
  if (hasSegments) {
    hasSegmentMap = bit(128) != 0;
    if (bit(128)) {
      isAbsolute = bit(128) != 0;
      q0 = optional(7);
      q1 = optional(7);
      q2 = optional(7);
      q3 = optional(7);
      f0 = optional(6);
      f1 = optional(6);
      f2 = optional(6);
      f3 = optional(6);
    }
    if (hasSegmentMap) {
      for (let i: usize = 0; i < 3; i += 1) store<u8>(SEGMENT_PROBABILITIES + i, bit(128) ? <u8>number(8) : 255);
    }
  }
  if (isPast) return BROKEN;
  isSimpleFilter = bit(128) != 0;
  filterLevel = number(6);
  const sharpness = <i32>number(3);
  let change: i32 = 0;
  let partChange: i32 = 0;
  if (bit(128) && bit(128)) {
    for (let i = 0; i < 8; i += 1) {
      if (!bit(128)) continue;
      const by = signed(6);
      if (i == 0) change = by;
      if (i == 4) partChange = by;
    }
  }
  if (isPast) return BROKEN;

  partitions = 1 << number(2);
  const sizes = from;
  let start = from + 3 * (partitions - 1);
  if (start > to) return CUT;
  saveReader(0);
  for (let i: u32 = 0; i < partitions; i += 1) {
    let stop = to;
    if (i + 1 == partitions && start >= to) return CUT;
    if (i + 1 < partitions) {
      const size = <usize>load<u16>(sizes + 3 * i) | (<usize>load<u8>(sizes + 3 * i, 2) << 16);
      stop = min(to, start + size);
      if (start + size > to) return CUT;
    }
    openReader(start, stop);
    saveReader(i + 1);
    start = stop;
  }
  loadReader(0);

  const base = <i32>number(7);
  const lumaDc = optional(4);
  const secondDc = optional(4);
  const secondAc = optional(4);
  const chromaDc = optional(4);
  const chromaAc = optional(4);
  for (let i: usize = 0; i < 4; i += 1) {
    const own = i == 0 ? q0 : i == 1 ? q1 : i == 2 ? q2 : q3;
    const level = hasSegments ? (isAbsolute ? own : own + base) : base;
    const at = STEPS + (i << 4);
    store<u16>(at, load<u8>(DC_STEPS + clamp(level + lumaDc, 127)));
    store<u16>(at, load<u16>(AC_STEPS + (clamp(level, 127) << 1)), 2);
    store<u16>(at, <u16>load<u8>(DC_STEPS + clamp(level + secondDc, 127)) * 2, 4);
    const ac = ((<u32>load<u16>(AC_STEPS + (clamp(level + secondAc, 127) << 1))) * 155) / 100;
    store<u16>(at, <u16>max(ac, 8), 6);
    store<u16>(at, load<u8>(DC_STEPS + clamp(level + chromaDc, 117)), 8);
    store<u16>(at, load<u16>(AC_STEPS + (clamp(level + chromaAc, 127) << 1)), 10);

    const ownFilter = i == 0 ? f0 : i == 1 ? f1 : i == 2 ? f2 : f3;
    const filter = hasSegments ? (isAbsolute ? ownFilter : ownFilter + filterLevel) : filterLevel;
    for (let parts: usize = 0; parts < 2; parts += 1) {
      const strong = clamp(filter + change + (parts == 1 ? partChange : 0), 63);
      const strength = STRENGTHS + (i << 3) + (parts << 2);
      let inner = strong;
      if (sharpness > 0) inner = min(inner >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
      inner = max(inner, 1);
      store<u8>(strength, strong == 0 ? 0 : <u8>(2 * strong + inner));
      store<u8>(strength, <u8>inner, 1);
      store<u8>(strength, strong >= 40 ? 2 : strong >= 15 ? 1 : 0, 2);
    }
  }
  bit(128); // Whether probabilities are kept for a next frame.
  for (let i: usize = 0; i < 1056; i += 1) {
    store<u8>(PROBABILITIES + i, bit(load<u8>(UPDATES + i)) ? <u8>number(8) : load<u8>(DEFAULTS + i));
  }
  canSkip = bit(128) != 0;
  if (canSkip) skipProbability = number(8);
  return COMPLETE;
}

/** Bytes that `decode` works in for a picture of so many pixels, besides its source and target. */
export function workBytes(width: usize, height: usize): usize {
  const columns = (width + 15) >> 4;
  const rows = (height + 15) >> 4;
  return columns * rows * BLOCK_BYTES + BLOCK_BYTES + (columns * 16 + 32) * (rows * 16 + 1) + 64;
}

/** The planes that `decode` leaves: whole blocks, a row and columns around them. */
let lumaStride: usize = 0;
let planeY: usize = 0;
let chromaStride: usize = 0;
let planeU: usize = 0;
let planeV: usize = 0;

/** Bytes of the room for chroma of a picture of so many pixels. */
export function chromaBytes(width: usize, height: usize): usize {
  return 2 * onePlaneBytes((width + 15) >> 4, (height + 15) >> 4) + 64;
}

@inline
function onePlaneBytes(columns: usize, rows: usize): usize {
  return (columns * 8 + 16) * (rows * 8 + 1) + 16;
}

/** As those of luma are: 127 above, 129 to the left, for a prediction that asks for what is not there (section 12.2). */
function openChroma(room: usize, columns: usize, rows: usize): void {
  chromaStride = columns * 8 + 16;
  planeU = ((room + 15) & ~15) + 16 + chromaStride;
  planeV = planeU + onePlaneBytes(columns, rows);
  memory.fill(planeU - chromaStride - 1, 127, chromaStride);
  memory.fill(planeV - chromaStride - 1, 127, chromaStride);
  for (let y: usize = 0; y < rows * 8; y += 1) {
    store<u8>(planeU + y * chromaStride - 1, 129);
    store<u8>(planeV + y * chromaStride - 1, 129);
  }
}

/**
 * source: `length` bytes of a VP8 chunk whose size is `width` x `height`. target: the luma from 0 to 255, rows tightly packed.
 * chroma: room for `chromaBytes`, or 0 where no chroma is asked for.
 */
export function decode(
  source: usize, length: usize, width: usize, height: usize, work: usize, target: usize, chroma: usize,
): i32 {
  if (length < 10) return CUT;
  const tag = <u32>load<u16>(source) | (<u32>load<u8>(source, 2) << 16);
  if (tag & 1) return UNSUPPORTED;
  if (((tag >> 1) & 7) > 3) return BROKEN;
  if (((tag >> 4) & 1) == 0) return UNSUPPORTED;
  const first = <usize>(tag >> 5);
  if (first > length - 10) return CUT;
  openReader(source + 10, source + 10 + first);
  const status = readHeader(source + 10 + first, source + length);
  if (status != COMPLETE) return status;
  saveReader(0);

  const columns = <u32>((width + 15) >> 4);
  const rows = <u32>((height + 15) >> 4);
  const stride = <usize>columns * 16 + 32;
  const blocks = work;
  const plane = ((work + columns * rows * BLOCK_BYTES + 15) & ~15) + 16 + stride;
  planeY = plane;
  lumaStride = stride;
  memory.fill(plane - stride - 1, 127, stride);
  for (let y: usize = 0; y < <usize>rows * 16; y += 1) store<u8>(plane + y * stride - 1, 129);
  memory.fill(blocks, 0, columns * BLOCK_BYTES);
  if (chroma != 0) openChroma(chroma, columns, rows);

  for (let row: u32 = 0; row < rows; row += 1) {
    const from = blocks + row * columns * BLOCK_BYTES;
    if (row > 0) memory.copy(from, from - columns * BLOCK_BYTES, columns * BLOCK_BYTES);
    loadReader(0);
    store<u32>(LEFT_MODES, 0);
    for (let column: u32 = 0; column < columns; column += 1) readModes(from + column * BLOCK_BYTES);
    if (isPast) return CUT;
    saveReader(0);
    const part = 1 + (row & (partitions - 1));
    loadReader(part);
    leftFilled = 0;
    leftSecond = 0;
    for (let column: u32 = 0; column < columns; column += 1) {
      const block = from + column * BLOCK_BYTES;
      let isFilled = false;
      if (load<u8>(block + SKIPPED)) {
        contents = 0;
        chromaContents = 0;
        leftFilled = 0;
        store<u8>(block + FILLED, 0);
        if (!load<u8>(block + IN_PARTS)) {
          leftSecond = 0;
          store<u8>(block + SECOND_FILLED, 0);
        }
      } else isFilled = readResiduals(block);
      if (isPast) {
        saveReader(part);
        return CUT;
      }
      store<u8>(block + INNER, isFilled || load<u8>(block + IN_PARTS) ? 1 : 0);
      rebuild(block, plane + row * 16 * stride + column * 16, stride, column, row, column + 1 == columns);
      if (chroma == 0) continue;
      const at = row * 8 * chromaStride + column * 8;
      rebuildChroma(load<u8>(block + CHROMA), 0, planeU + at, chromaStride, column, row);
      rebuildChroma(load<u8>(block + CHROMA), 4, planeV + at, chromaStride, column, row);
    }
    saveReader(part);
  }
  if (filterLevel > 0) {
    for (let row: u32 = 0; row < rows; row += 1) {
      for (let column: u32 = 0; column < columns; column += 1) {
        const block = blocks + (row * columns + column) * BLOCK_BYTES;
        smoothBlock(block, plane + row * 16 * stride + column * 16, stride, column, row, isSimpleFilter);
        if (chroma == 0 || isSimpleFilter) continue;
        const at = row * 8 * chromaStride + column * 8;
        smoothChromaBlock(block, planeU + at, planeV + at, chromaStride, column, row);
      }
    }
  }
  for (let level: i32 = 0; level < 256; level += 1) {
    store<u8>(LUMAS + level, <u8>clamp(((level - 16) * 255 + 109) / 219, 255));
  }
  for (let y: usize = 0; y < height; y += 1) {
    const row = plane + y * stride;
    for (let x: usize = 0; x < width; x += 1, target += 1) store<u8>(target, load<u8>(LUMAS + load<u8>(row + x)));
  }
  return COMPLETE;
}

/** The last column of chroma that the picture has is repeated behind it, and the first before it. */
function repeatEnds(plane: usize, columns: usize, rows: usize): void {
  for (let y: usize = 0; y < rows; y += 1, plane += chromaStride) {
    store<u8>(plane - 1, load<u8>(plane));
    store<u8>(plane + columns, load<u8>(plane + columns - 1));
  }
}

/** 16 pixels of chroma from 8 of the nearer row and 8 of the farther one: 9, 3, 3 and 1 sixteenths, as libwebp weighs them (upsampling.c). */
@inline
function between(near: usize, far: usize): v128 {
  const before = weighed(near - 1, far - 1);
  const here = weighed(near, far);
  const behind = weighed(near + 1, far + 1);
  const most = i16x8.add(i16x8.add(here, i16x8.shl(here, 1)), i16x8.splat(8));
  const even = i16x8.shr_u(i16x8.add(most, before), 4);
  const odd = i16x8.shr_u(i16x8.add(most, behind), 4);
  return v128.or(even, i16x8.shl(odd, 8));
}

@inline
function weighed(near: usize, far: usize): v128 {
  const wide = i16x8.extend_low_i8x16_u(v128.load64_zero(near));
  return i16x8.add(i16x8.add(wide, i16x8.shl(wide, 1)), i16x8.extend_low_i8x16_u(v128.load64_zero(far)));
}

/** What `decode` read with chroma as red, green and blue, rows tightly packed. Writes up to 45 bytes behind them. */
export function colors(width: usize, height: usize, target: usize): void {
  const columns = (width + 1) >> 1;
  const rows = (height + 1) >> 1;
  repeatEnds(planeU, columns, rows);
  repeatEnds(planeV, columns, rows);
  for (let y: usize = 0; y < height; y += 1) {
    const near = (y >> 1) * chromaStride;
    let far = near;
    if (y & 1) far = (y >> 1) + 1 < rows ? near + chromaStride : near;
    else if (y > 0) far = near - chromaStride;
    const from = planeY + y * lumaStride;
    let to = target + y * width * 3;
    for (let x: usize = 0; x < width; x += 16, to += 48) {
      const at = x >> 1;
      const luma = v128.load(from + x);
      const u = between(planeU + near + at, planeU + far + at);
      const v = between(planeV + near + at, planeV + far + at);
      const y0 = product(i16x8.extend_low_i8x16_u(luma), 19077);
      const y1 = product(i16x8.extend_high_i8x16_u(luma), 19077);
      const u0 = i16x8.extend_low_i8x16_u(u);
      const u1 = i16x8.extend_high_i8x16_u(u);
      const v0 = i16x8.extend_low_i8x16_u(v);
      const v1 = i16x8.extend_high_i8x16_u(v);
      threeOf(
        i8x16.narrow_i16x8_u(red(y0, v0), red(y1, v1)),
        i8x16.narrow_i16x8_u(green(y0, u0, v0), green(y1, u1, v1)),
        i8x16.narrow_i16x8_u(blue(y0, u0), blue(y1, u1)),
        to,
      );
    }
  }
}

/** levels x weight / 256, rounded down, of levels up to 255: 16 bits hold each half. */
@inline
function product(levels: v128, weight: i32): v128 {
  const low = i16x8.shr_u(i16x8.mul(levels, i16x8.splat(<i16>(weight & 255))), 8);
  return i16x8.add(i16x8.mul(levels, i16x8.splat(<i16>(weight >> 8))), low);
}

// BT.601 as libwebp rounds it (yuv.h). y: luma's product.
@inline
function red(y: v128, v: v128): v128 {
  return i16x8.shr_s(i16x8.sub(i16x8.add(y, product(v, 26149)), i16x8.splat(14234)), 6);
}

@inline
function green(y: v128, u: v128, v: v128): v128 {
  const sum = i16x8.sub(i16x8.sub(y, product(u, 6419)), product(v, 13320));
  return i16x8.shr_s(i16x8.add(sum, i16x8.splat(8708)), 6);
}

/** Beyond what 15 bits hold, so without a sign. */
@inline
function blue(y: v128, u: v128): v128 {
  return i16x8.shr_u(i16x8.sub_sat_u(i16x8.add(y, product(u, 33050)), i16x8.splat(17685)), 6);
}

/** 16 times three bytes. */
@inline
function threeOf(r: v128, g: v128, b: v128, to: usize): void {
  const first = v128.shuffle<i8>(r, g, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
  const second = v128.shuffle<i8>(r, g, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
  const third = v128.shuffle<i8>(r, g, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
  v128.store(to, v128.shuffle<i8>(first, b, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
  v128.store(to, v128.shuffle<i8>(second, b, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), 16);
  v128.store(to, v128.shuffle<i8>(third, b, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), 32);
}
