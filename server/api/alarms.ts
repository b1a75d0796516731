import {
  acknowledgeAlarm,
  acknowledgeInput,
  addChannel,
  alarmDetail,
  alarmIdInput,
  alarmListInput,
  channelIdInput,
  channelInput,
  consoleOrigin,
  countAlarms,
  databaseWatchInput,
  editChannel,
  editChannelInput,
  listAlarms,
  listChannelKinds,
  listChannels,
  listDeliveries,
  listKinds,
  listMutes,
  listRoutes,
  muteInput,
  muteKind,
  pingInput,
  policyInput,
  readPolicy,
  removeChannel,
  removeRoute,
  routeInput,
  savePing,
  savePolicy,
  saveRoute,
  saveWatch,
  testChannel,
  testPing,
  unacknowledgeAlarm,
  unmuteInput,
  unmuteKind,
  watchInput,
  watchOf,
} from "../alarms/index.ts";
import { env } from "../env.ts";
import { administerProcedure, operateProcedure, router, viewProcedure } from "./trpc.ts";

export const alarmsRouter = router({
  list: viewProcedure.input(alarmListInput).query(({ ctx, input }) => listAlarms(ctx, input)),
  counts: viewProcedure.query(({ ctx }) => countAlarms(ctx)),
  byId: viewProcedure.input(alarmIdInput).query(({ ctx, input }) => alarmDetail(ctx, input.id)),
  kinds: viewProcedure.query(() => listKinds()),
  channelKinds: administerProcedure.query(() => listChannelKinds()),
  mutes: viewProcedure.query(({ ctx }) => listMutes(ctx)),
  acknowledge: operateProcedure
    .input(acknowledgeInput)
    .mutation(({ ctx, input }) => acknowledgeAlarm(ctx, input)),
  unacknowledge: operateProcedure
    .input(acknowledgeInput)
    .mutation(({ ctx, input }) => unacknowledgeAlarm(ctx, input)),
  mute: operateProcedure.input(muteInput).mutation(({ ctx, input }) => muteKind(ctx, input)),
  unmute: operateProcedure.input(unmuteInput).mutation(({ ctx, input }) => unmuteKind(ctx, input)),
  channels: administerProcedure.query(({ ctx }) => listChannels(ctx)),
  addChannel: administerProcedure
    .input(channelInput)
    .mutation(({ ctx, input }) => addChannel(ctx, input)),
  editChannel: administerProcedure
    .input(editChannelInput)
    .mutation(({ ctx, input }) => editChannel(ctx, input)),
  removeChannel: administerProcedure
    .input(channelIdInput)
    .mutation(({ ctx, input }) => removeChannel(ctx, input.id)),
  testChannel: administerProcedure
    .input(channelIdInput)
    .mutation(({ ctx, input }) => testChannel(ctx, input.id, { origin: consoleOrigin(env) })),
  deliveries: administerProcedure
    .input(channelIdInput.partial())
    .query(({ ctx, input }) => listDeliveries(ctx, input.id)),
  routes: administerProcedure.query(({ ctx }) => listRoutes(ctx)),
  saveRoute: administerProcedure
    .input(routeInput)
    .mutation(({ ctx, input }) => saveRoute(ctx, input)),
  removeRoute: administerProcedure
    .input(alarmIdInput)
    .mutation(({ ctx, input }) => removeRoute(ctx, input.id)),
  policy: administerProcedure.query(({ ctx }) => readPolicy(ctx)),
  savePolicy: administerProcedure
    .input(policyInput)
    .mutation(({ ctx, input }) => savePolicy(ctx, input)),
  watchOf: viewProcedure
    .input(databaseWatchInput)
    .query(({ ctx, input }) => watchOf(ctx, input.databaseId)),
  saveWatch: administerProcedure
    .input(watchInput)
    .mutation(({ ctx, input }) => saveWatch(ctx, input)),
  savePing: administerProcedure.input(pingInput).mutation(({ ctx, input }) => savePing(ctx, input)),
  testPing: administerProcedure
    .input(databaseWatchInput)
    .mutation(({ ctx, input }) => testPing(ctx, input.databaseId)),
});
