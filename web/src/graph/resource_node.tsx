import { type Node, type NodeProps, type ReactFlowState, useStore } from '@xyflow/react';
import { type CSSProperties, type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ModelIcon, modelColour } from '~/parts/badge';
import type { Direction } from './places';
import type { GraphNode } from './shape';
import styles from './canvas.module.css';

export type ResourceNodeData = {
  resource: GraphNode;
  /** Whether Tab comes here; to one of all alone. */
  isTabStop: boolean;
  /** Whether the keyboard's focus is to come here; true once. */
  takesFocus: (id: string) => boolean;
  onArrow: (id: string, direction: Direction) => void;
};
export type ResourceFlowNode = Node<ResourceNodeData, 'resource'>;

const ARROWS: Partial<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

// Below this a resource is lower than 24 pixels, the least that can be aimed at.
const isTooSmall = (state: ReactFlowState) => state.transform[2] < 0.5;

function Words({ resource }: { resource: GraphNode }) {
  const { t } = useTranslation();
  return (
    <>
      <ModelIcon model={resource.model} size={18} />
      <span className={styles.words}>
        <span className={styles.model}>
          {t(`model.${resource.model}`)}
          {resource.type ? ` · ${resource.type}` : ''}
        </span>
        <span className={styles.name}>{resource.name}</span>
      </span>
    </>
  );
}

/** A resource in the drawing: what it is and how it is called. A press is the canvas's business. */
export const ResourceNode = memo(function ResourceNode({
  data: { resource, isTabStop, takesFocus, onArrow },
  selected,
}: NodeProps<ResourceFlowNode>) {
  const isSmall = useStore(isTooSmall);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isTabStop && takesFocus(resource.templateId))
      button.current?.focus({ preventScroll: true });
  }, [isTabStop, takesFocus, resource]);
  const arrow = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key];
    if (!direction) return;
    event.preventDefault();
    onArrow(resource.templateId, direction);
  };
  const style = { '--model': modelColour(resource.model) } as CSSProperties;
  // The list has the same. A press on it still counts.
  if (isSmall && !isTabStop) {
    return (
      <div className={styles.node} style={style} title={resource.name} data-selected={selected}>
        <Words resource={resource} />
      </div>
    );
  }
  return (
    <button
      ref={button}
      type="button"
      className={styles.node}
      style={style}
      tabIndex={isTabStop ? 0 : -1}
      aria-pressed={selected}
      data-selected={selected}
      title={resource.name}
      onKeyDown={arrow}
    >
      <Words resource={resource} />
    </button>
  );
});
