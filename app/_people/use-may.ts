"use client";
import { useMe } from "./me.tsx";
import { type Permission, permissionOf, type Right } from "./permission.ts";

/** Whether the signed-in person may do something, and why not when they may not. The server checks it again. */
export const useMay = (right: Right): Permission => permissionOf(useMe().role, right);
