import { Panel, useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '~/parts/button';
import { moveTime } from './use_view';
import styles from './canvas.module.css';

/** Nearer, farther, all of it. */
export function CanvasButtons() {
  const { t } = useTranslation('graph');
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const duration = moveTime();
  return (
    <Panel position="top-right" className={styles.buttons!}>
      <IconButton label={t('zoomIn')} onPress={() => void zoomIn({ duration })}>
        <Plus size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('zoomOut')} onPress={() => void zoomOut({ duration })}>
        <Minus size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('fit')} onPress={() => void fitView({ duration, padding: 0.06 })}>
        <Maximize size={18} aria-hidden="true" />
      </IconButton>
    </Panel>
  );
}
