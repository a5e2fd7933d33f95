import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="installations/installations_page" />;
}
