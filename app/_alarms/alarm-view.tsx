"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { restoreHref } from "../_restore/point.ts";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { AlarmDetail, AlarmDto } from "../_trpc/types.ts";
import { ButtonLink } from "../_ui/button.tsx";
import { Time } from "../_ui/figures.tsx";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Facts, Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { EmptyState, ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { Acknowledge } from "./acknowledge.tsx";
import { Deliveries } from "./deliveries.tsx";
import { Mute } from "./mute.tsx";
import { EVENT_WORDS, SEVERITY_WORDS, STATE_WORDS, toneOf } from "./words.ts";

const REFRESH_MILLIS = 3_000;
const CRUMBS = [{ label: "Alarms", href: "/alarms" }];

/** One incident: what is so, what is safe, what to do, what happened to it, and who was told. */
export function AlarmView({ id }: { id: string }) {
  const trpc = useTRPC();
  const alarm = useQuery(
    trpc.alarms.byId.queryOptions({ id }, { refetchInterval: REFRESH_MILLIS }),
  );
  if (alarm.isPending) return <Waiting />;
  if (alarm.error && !alarm.data)
    return (
      <>
        <PageHeader crumbs={CRUMBS} title="Alarm" />
        <Panel flush>
          {alarm.error.data?.code === "NOT_FOUND" || alarm.error.data?.code === "BAD_REQUEST" ? (
            <EmptyState
              title="There is no such alarm"
              actions={<ButtonLink href="/alarms">All alarms</ButtonLink>}
            >
              Alarms that were over are kept for 400 days; those of a removed database go with it.
            </EmptyState>
          ) : (
            <ErrorState what="the alarm" error={alarm.error} onRetry={() => void alarm.refetch()} />
          )}
        </Panel>
      </>
    );
  return <Detail detail={alarm.data} />;
}

function Detail({ detail }: { detail: AlarmDetail }) {
  const { alarm } = detail;
  const isOver = alarm.state === "resolved";
  return (
    <>
      <PageHeader
        crumbs={CRUMBS}
        title={`${alarm.database ? `${alarm.database.name}: ` : ""}${alarm.name}`}
        lead={
          <Pill tone={toneOf(alarm)}>
            {isOver
              ? STATE_WORDS.resolved
              : `${SEVERITY_WORDS[alarm.severity]}, ${STATE_WORDS[alarm.state].toLowerCase()}`}
          </Pill>
        }
        actions={
          isOver ? null : (
            <>
              <Mute alarm={alarm} />
              <Acknowledge alarm={alarm} />
            </>
          )
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 gap-4">
          <Truth alarm={alarm} />
          <Panel title="Messages" flush>
            <Deliveries
              deliveries={detail.deliveries}
              empty="No channel was told: no route leads there, or the kind is muted."
            />
          </Panel>
        </div>
        <div className="grid min-w-0 gap-4">
          <About alarm={alarm} />
          <Events detail={detail} />
        </div>
      </div>
    </>
  );
}

function Truth({ alarm }: { alarm: AlarmDto }) {
  const tone = toneOf(alarm);
  const { links, database } = alarm;
  const hasRestore =
    database !== null && links.setId !== undefined && links.restoreTx !== undefined;
  return (
    <Panel aria-label="What is so">
      <dl className="grid gap-3">
        <Part name={alarm.state === "resolved" ? "What was so" : "What is so"}>
          <p className="flex items-baseline gap-2 font-semibold">
            <Mark tone={tone} className={TONE_TEXT[tone]} />
            <span className="min-w-0 break-words">{sentence(alarm.sentence)}</span>
          </p>
        </Part>
        {alarm.state === "resolved" ? null : (
          <>
            <Part name="Still safe">{alarm.safe}</Part>
            <Part name="What to do">{alarm.advice}</Part>
          </>
        )}
      </dl>
      <div className="mt-4 flex flex-wrap gap-2 empty:hidden">
        {hasRestore ? (
          <ButtonLink
            look="primary"
            href={restoreHref(database.slug, {
              setId: links.setId ?? null,
              tx: links.restoreTx ?? null,
            })}
          >
            Restore to transaction {links.restoreTx}
          </ButtonLink>
        ) : null}
        {links.runId ? <ButtonLink href={`/runs/${links.runId}`}>Open the run</ButtonLink> : null}
        {database && links.setId ? (
          <ButtonLink href={`/databases/${database.slug}/backups#${links.setId}`}>
            Open the set
          </ButtonLink>
        ) : null}
      </div>
    </Panel>
  );
}

function Part({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-ink-2 text-xs">{name}</dt>
      <dd className="mt-0.5 min-w-0">{children}</dd>
    </div>
  );
}

function About({ alarm }: { alarm: AlarmDto }) {
  return (
    <Panel title="About">
      <Facts
        facts={[
          { name: "Raised", value: <Time at={alarm.raisedAt} exact /> },
          ...(alarm.times > 1 ? [{ name: "Times", value: alarm.times }] : []),
          ...(alarm.resolvedAt
            ? [{ name: "Over", value: <Time at={alarm.resolvedAt} exact /> }]
            : []),
          ...(alarm.mutedUntil
            ? [{ name: "Muted until", value: <Time at={alarm.mutedUntil} exact /> }]
            : []),
          {
            name: "Database",
            value: alarm.database ? (
              <Link
                href={`/databases/${alarm.database.slug}`}
                className="text-accent underline underline-offset-2"
              >
                {alarm.database.name}
              </Link>
            ) : (
              "the installation"
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Events({ detail }: { detail: AlarmDetail }) {
  return (
    <Panel title="What happened">
      <ol aria-label="Events" className="grid gap-3">
        {detail.events.map((event) => (
          <li key={event.id}>
            <p className="font-medium">
              {EVENT_WORDS[event.what]}
              {event.by ? ` by ${event.by}` : ""}
            </p>
            {event.text ? <p className="break-words text-ink-2">{sentence(event.text)}</p> : null}
            <p className="text-ink-3 text-xs">
              <Time at={event.at} exact />
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Waiting() {
  return (
    <>
      <PageHeader crumbs={CRUMBS} title="Alarm" />
      <Loading what="the alarm">
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
          <Skeleton className="h-[260px] rounded-lg" />
          <Skeleton className="h-[320px] rounded-lg" />
        </div>
      </Loading>
    </>
  );
}
