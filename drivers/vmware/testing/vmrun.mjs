#!/usr/bin/env node
// The simulation of vmrun as a program; see vmrun-simulation.mjs.
import { simulate } from './vmrun-simulation.mjs';

const program = process.env['VMRUN_SIM_PROGRAM'] ?? process.argv[1];
const { code, stdout } = simulate([program, ...process.argv.slice(2)], process.env);
process.stdout.write(stdout);
process.exitCode = code;
