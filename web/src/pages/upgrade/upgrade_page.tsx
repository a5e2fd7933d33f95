import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '~/api/types';
import { LinkButton } from '~/parts/button';
import { Stack } from '~/parts/layout';
import { Empty } from '~/parts/waiting';
import { InstallationFrame } from '../installation/frame';
import { UpgradeForm } from './upgrade_form';
import { type Done, UpgradeResult } from './upgrade_result';

function Upgrade({ installation }: { installation: Installation }) {
  const { t } = useTranslation('upgrade');
  const [done, setDone] = useState<Done>();
  const { template } = installation;
  if (done) return <UpgradeResult installation={installation} done={done} />;
  if (!template || !installation.latest) {
    return (
      <Empty
        title={t(template ? 'impossible.unseen' : 'impossible.file')}
        actions={
          <LinkButton to={`/installations/${installation.id}`}>{t('impossible.back')}</LinkButton>
        }
      >
        {t('impossible.text')}
      </Empty>
    );
  }
  return (
    <Stack gap={5}>
      <UpgradeForm installation={installation} templateId={template.id} onDone={setDone} />
    </Stack>
  );
}

/** To another version of the template, conflict by conflict. */
export default function UpgradePage() {
  return (
    <InstallationFrame>
      {(installation) => <Upgrade key={installation.id} installation={installation} />}
    </InstallationFrame>
  );
}
