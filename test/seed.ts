import fc from 'fast-check';

/**
 * Property tests draw the same examples every time, so that a red run is a change's doing and can be repeated. PREPASS_SEED=random (or a
 * number) looks elsewhere; fast-check prints the seed of what it finds, and what it finds becomes an example of its test.
 */
const stated = process.env.PREPASS_SEED ?? '20261123';
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: stated === 'random' ? Date.now() | 0 : Number(stated) });
