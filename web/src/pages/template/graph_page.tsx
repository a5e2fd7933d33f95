import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="template/graph_page" />;
}
