import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="publish/new_template_page" />;
}
