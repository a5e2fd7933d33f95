import { Panel, useReactFlow } from '@xyflow/react';
import { Map as MapIcon, Maximize, Minus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '~/parts/button';
import { moveTime } from './use_view';
import styles from './canvas.module.css';

type Props = {
  onShowAll: () => void;
  /** Absent where a map would be of no use. */
  map: { isShown: boolean; onToggle: () => void } | null;
};

/** Nearer, farther, all of it, and whether there is a map. */
export function CanvasButtons({ onShowAll, map }: Props) {
  const { t } = useTranslation('graph');
  const { zoomIn, zoomOut } = useReactFlow();
  const duration = moveTime();
  return (
    <Panel position="bottom-right" className={styles.buttons!}>
      <IconButton label={t('zoomIn')} onPress={() => void zoomIn({ duration })}>
        <Plus size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('zoomOut')} onPress={() => void zoomOut({ duration })}>
        <Minus size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('fit')} onPress={onShowAll}>
        <Maximize size={18} aria-hidden="true" />
      </IconButton>
      {map ? (
        <span className={styles.mapButton}>
          <IconButton label={t(map.isShown ? 'hideMap' : 'showMap')} onPress={map.onToggle}>
            <MapIcon size={18} aria-hidden="true" />
          </IconButton>
        </span>
      ) : null}
    </Panel>
  );
}
