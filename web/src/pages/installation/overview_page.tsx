import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '~/api/types';
import { Button } from '~/parts/button';
import { Stack } from '~/parts/layout';
import { BoundConnections, FilledVariables } from './bindings_cards';
import { FactsCard } from './facts_card';
import { InstallationFrame } from './frame';
import { InstalledNotice } from './installed_notice';
import styles from './overview.module.css';
import { ResourcesCard } from './resources_card';
import { ToDoSection } from './to_do_section';
import { UninstallDialog } from './uninstall_dialog';

function Uninstall({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button look="danger" onPress={() => setAsked(true)}>
        <Trash2 size={18} aria-hidden="true" />
        {t('uninstall.action')}
      </Button>
      {asked ? (
        <UninstallDialog installation={installation} onClose={() => setAsked(false)} />
      ) : null}
    </>
  );
}

function Overview({ installation }: { installation: Installation }) {
  return (
    <Stack>
      <InstalledNotice installation={installation} />
      <ToDoSection installation={installation} />
      <div className={styles.columns}>
        <Stack>
          <ResourcesCard installation={installation} />
        </Stack>
        <Stack>
          <FactsCard installation={installation} />
          {installation.kind === 'integrator' ? (
            <BoundConnections installation={installation} />
          ) : null}
          <FilledVariables installation={installation} />
        </Stack>
      </div>
    </Stack>
  );
}

/** One installation as it is now, what is left to do in it first. */
export default function OverviewPage() {
  return (
    <InstallationFrame actions={(installation) => <Uninstall installation={installation} />}>
      {(installation) => <Overview key={installation.id} installation={installation} />}
    </InstallationFrame>
  );
}
