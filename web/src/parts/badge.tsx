import {
  Blocks,
  Boxes,
  Braces,
  Cable,
  Database,
  FileCode,
  FileText,
  type LucideIcon,
  Plug,
  Timer,
  Upload,
  Download,
  Waypoints,
  Wrench,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '~/api/types';
import styles from './badge.module.css';

/** A short word about something. */
export function Badge({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'accent' | 'good' | 'warn' | 'danger';
  children: ReactNode;
}) {
  return <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
}

const ICONS: Record<Model, LucideIcon> = {
  Integration: Boxes,
  Connection: Plug,
  Export: Download,
  Import: Upload,
  Flow: Waypoints,
  Script: Braces,
  AsyncHelper: Timer,
  FileDefinition: FileText,
  EDIProfile: FileCode,
  LookupCache: Database,
  Tool: Wrench,
  API: Cable,
  MCPServer: Blocks,
  IClient: Cable,
};

const COLOURS: Partial<Record<Model, string>> = {
  Integration: 'integration',
  Connection: 'connection',
  Export: 'export',
  Import: 'import',
  Flow: 'flow',
  Script: 'script',
  Tool: 'tool',
};

/** The colour that stands for a model everywhere, as a CSS value. */
export const modelColour = (model: Model) => `var(--model-${COLOURS[model] ?? 'other'})`;

/** The picture that stands for a model everywhere; its name stands beside it. */
export function ModelIcon({ model, size = 18 }: { model: Model; size?: number }) {
  const Icon = ICONS[model];
  return <Icon size={size} style={{ color: modelColour(model) }} aria-hidden="true" />;
}

/** A model's picture and name. */
export function ModelName({ model }: { model: Model }) {
  const { t } = useTranslation();
  return (
    <span className={styles.model}>
      <ModelIcon model={model} size={16} />
      {t(`model.${model}`)}
    </span>
  );
}
