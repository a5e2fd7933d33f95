import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="install/install_page" />;
}
