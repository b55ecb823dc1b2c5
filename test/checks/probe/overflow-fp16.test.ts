import overflowFp16 from '../../../src/checks/probe/overflow-fp16.ts';
import { testOverflow } from './overflow-cases.ts';

testOverflow(overflowFp16, 'float16', 65504);
