import overflowBf16 from '../../../src/checks/probe/overflow-bf16.ts';
import { testOverflow } from './overflow-cases.ts';

testOverflow(overflowBf16, 'bfloat16', 3.3895313892515355e38);
