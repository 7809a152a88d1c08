/** Shows charts of millions of points, drawn on a canvas. */
package bonsai.app.chart;
