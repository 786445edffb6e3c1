import type { ReportData } from '../../regression/report-data.ts';
import '../styles/tokens.css';
import './rr-comparison-report.ts';

/** The program of a report: what it shows stands in the same file. */
const source = document.querySelector('#report-data')?.textContent ?? '';
const report = document.createElement('rr-comparison-report');
report.data = JSON.parse(source) as ReportData;
document.body.append(report);
