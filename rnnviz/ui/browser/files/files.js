// Plotly draws a chart as several SVGs on top of each other: put together, they are one.

function together(chart) {
    const layers = [...chart.querySelectorAll("svg.main-svg")];
    const { width, height } = layers[0].getBoundingClientRect();
    const page = getComputedStyle(chart.closest("[data-testid=stApp]"));
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    const ground = document.createElementNS(svg.namespaceURI, "rect");
    ground.setAttribute("width", "100%");
    ground.setAttribute("height", "100%");
    ground.setAttribute("fill", page.backgroundColor);
    svg.append(ground, ...layers.map((layer) => layer.cloneNode(true)));
    return { text: new XMLSerializer().serializeToString(svg), width, height };
}

function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function raster({ text, width, height }) {
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export default ({ parentElement, data }) => {
    for (const button of parentElement.querySelectorAll("button")) {
        button.onclick = async () => {
            const chart = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`);
            if (!chart) {
                return;
            }
            const picture = together(chart);
            const kind = button.dataset.kind;
            save(
                kind === "svg"
                    ? new Blob([picture.text], { type: "image/svg+xml" })
                    : await raster(picture),
                `rnnviz.${kind}`,
            );
        };
    }
};
