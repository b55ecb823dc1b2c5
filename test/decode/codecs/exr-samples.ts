/** One chunk each as OpenEXR 3.1 packed it, and the beginning of the SHA-256 of the samples that OpenEXR reads from it. */
export const PACKED = [
  {
    compression: 'piz',
    width: 25,
    height: 30,
    channels: ['half'],
    base64:
      'AAAAAB5QAgAAAAAAAAAAAQC/AQAA5wMAAAAAAAAEMQYf//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////wwUIf7+8/x+f/7//v/fH+3/nnf+//jP/e/57AiSPf78/P/93/Hv/M//+/9/H7f+eYEXcf+f/v+9//x+8/89//XnfH+ef77bAiY2f/m/3+/39BDDDDDCQoYYYYUL3XuveA55/v3j/HvBe4D57/ef9gREB8//348eLg8HQeA/t/55g==',
    sha256: '2fa8641f53350cc0',
  },
  {
    compression: 'pxr24',
    width: 16,
    height: 16,
    channels: ['half', 'float'],
    base64:
      'eJztj8sJgEAMBR8eXBAbsI54FS3AOrQN29CafO141qw/dkEWF7w5CTmFgSmxky0m0SVOhLqo4DIPrUih5AoIikzjNuRMluffrjN0dRLrO3QJXR1jfX/vN721pxvyi1SBtdjT9duEemN9T72xvr/3m97G8yF1gbXcJ9T71rcC3u8Mgg==',
    sha256: '74e5291dc67410f3',
  },
  {
    compression: 'b44',
    width: 16,
    height: 16,
    channels: ['half'],
    base64:
      'tMwHXXSCCCCCCCCCCCC0zAdddIIIIIIIIIIIIMSlFPrmVupVrpYrpYopxMASusrHFDHFDHFDHFC1cAdddIIIIIIIIIIIILVwB110ggggggggggggwoUWuY+6lW6liuliiljFcBKyq8UMcUMcUMcUMbYTB110ggggggggggggthMHXXSCCCCCCCCCCCDD5RZj66VbqWK6WKKWKMYgEKrrQxxQxxQxxQxxtrcHXXSCCCCCCCCCCCC2twdddIIIIIIIIIIIIMSlFPrmVupVrpYrpYopxMASusrHFDHFDHFDHFA=',
    sha256: '880abaa7bfedb13e',
  },
] as const;
