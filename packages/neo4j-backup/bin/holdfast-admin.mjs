#!/usr/bin/env node
import { adminMain } from "../dist/cli.mjs";

process.exitCode = await adminMain(process.argv.slice(2));
