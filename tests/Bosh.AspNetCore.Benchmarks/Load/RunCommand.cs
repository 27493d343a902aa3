namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary><c>load run</c>: one run, printed as a table and, if wanted, written as JSON.</summary>
internal static class RunCommand
{
    /// <returns>Whether nothing was lost, repeated, reordered, and nothing failed.</returns>
    public static async Task<bool> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        RunOptions options = RunOptions.From(arguments);
        string? json = arguments.Text("json");
        arguments.RefuseUnknown();

        RunResult result = await LoadRun.RunAsync(options, cancellationToken);
        var table = new Table(ResultRow.Titles);
        table.Add(ResultRow.Of("url", result));
        Console.Write(table.ToString());
        ResultRow.WriteProblems("url", result);
        if (json is not null)
        {
            await JsonFile.WriteAsync(json, result, cancellationToken);
        }

        return result.IsCorrect;
    }
}
