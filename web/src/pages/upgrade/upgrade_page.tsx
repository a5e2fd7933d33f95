import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="upgrade/upgrade_page" />;
}
