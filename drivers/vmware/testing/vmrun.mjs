#!/usr/bin/env node
// The simulation of vmrun as a program; see vmrun-simulation.mjs.
import { simulate } from './vmrun-simulation.mjs';

const { code, stdout } = simulate([process.argv[1], ...process.argv.slice(2)], process.env);
process.stdout.write(stdout);
process.exitCode = code;
