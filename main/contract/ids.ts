import { z } from 'zod';

/** Names one connection in the application; stable as long as the connection is remembered. */
export type ConnectionId = string & { readonly __brand: 'ConnectionId' };
/** A machine's UUID, 36 characters, lower case. */
export type MachineUuid = string & { readonly __brand: 'Uuid' };
/** Names one task (a long action) until the application ends. */
export type TaskId = string & { readonly __brand: 'TaskId' };

/** Schema of a {@link ConnectionId}. */
export const connectionId = z.string().min(1).max(64) as unknown as z.ZodType<ConnectionId, ConnectionId>;
/** Schema of a {@link MachineUuid}. */
export const machineUuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown as z.ZodType<MachineUuid, MachineUuid>;
/** Schema of a {@link TaskId}. */
export const taskId = z.string().min(1).max(64) as unknown as z.ZodType<TaskId, TaskId>;

/** One machine on one connection. */
export interface MachineKey {
  readonly connectionId: ConnectionId;
  readonly uuid: MachineUuid;
}
/** Schema of a {@link MachineKey}. */
export const machineKey = z.strictObject({ connectionId, uuid: machineUuid });
/** Schema of "nothing to say". */
export const nothing = z.strictObject({});
