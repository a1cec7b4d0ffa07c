import { Dashboard, GraphWidget, type IMetric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';

/** One graph: `right` has a scale of its own, for another unit. */
export interface Graph {
  readonly title: string;
  readonly left: readonly IMetric[];
  readonly right?: readonly IMetric[];
}

/** What one slice shows: one row. */
export interface DashboardSection {
  readonly title: string;
  readonly graphs: readonly Graph[];
}

/** CloudWatch lays widgets out in 24 columns. */
const COLUMNS = 24;

export interface OperationsDashboardProps {
  readonly config: AppConfig;
  /** In the order of a change's way. */
  readonly sections: readonly DashboardSection[];
}

/** One page that shows the way of a change from the API to the readers. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `millrace-${props.config.stage}` });
    for (const { title, graphs } of props.sections) {
      dashboard.addWidgets(new TextWidget({ markdown: `## ${title}`, width: COLUMNS, height: 1 }));
      dashboard.addWidgets(...graphs.map((graph) => widget(graph, COLUMNS / graphs.length)));
    }
  }
}

function widget({ title, left, right = [] }: Graph, width: number): GraphWidget {
  return new GraphWidget({ title, left: [...left], right: [...right], width, height: 6 });
}
